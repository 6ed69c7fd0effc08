import type { Problem } from '../../../src/wire/errors'
import type { MessagePart, Usage } from '../../../src/wire/messages'
import type { TurnStatus } from '../../../src/wire/turns'
import type { LogEntry } from '../live'

/** A message part with what only a watcher knows of it. Times are epoch milliseconds of the server's clock. */
export type TalkPart =
  | TextPart
  | { type: 'reasoning'; text: string; startedAt: number | null; durationMs: number | null }
  | ToolPart
  | Extract<MessagePart, { type: 'file' }>

export type TextPart = Extract<MessagePart, { type: 'text' }>

export type ToolPart = Extract<MessagePart, { type: 'tool' }> & {
  phase: 'preparing' | 'running' | 'ended'
  startedAt: number | null
  error: string | null
  /** Seen while it ran; its preview opens by itself. */
  watched: boolean
}

export interface TalkMessage {
  id: string
  parentId: string | null
  role: 'user' | 'assistant'
  turnId: string
  createdAt: number
  parts: TalkPart[]
  usage: Usage | null
  /** Shown before the server has it. */
  sending: boolean
}

/** What a watcher should know of a turn in trouble. */
export type TurnHint = { type: 'recovering' } | { type: 'retrying'; delayMs: number; reason: string }

export interface TalkTurn {
  id: string
  messageId: string
  status: TurnStatus
  model: string
  startedAt: number | null
  endedAt: number | null
  ttftMs: number | null
  usage: Usage | null
  error: Problem | null
  hint: TurnHint | null
}

export interface Talk {
  /** The active branch, oldest first. */
  messages: TalkMessage[]
  /** Turns seen in events, by id; those that ended before the page opened are not among them. */
  turns: Record<string, TalkTurn>
  /** What each running turn wrote, event by event, so that a restarted step can be discarded. */
  journals: Record<string, Journal>
}

export interface Journal {
  base: TalkPart[]
  entries: LogEntry[]
}

export const emptyTalk: Talk = { messages: [], turns: {}, journals: {} }

export function isRunning(turn: TalkTurn | undefined): boolean {
  return turn?.status === 'running'
}

export function textOf(message: TalkMessage): string {
  return message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')
}
