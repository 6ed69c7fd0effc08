import type { Message } from '../../../src/wire/messages'
import { toTalkPart } from './fold-parts'
import type { TalkMessage, TalkTurn } from './talk-shapes'

export function toTalkMessage(message: Message): TalkMessage {
  return { ...message, parts: message.parts.map(toTalkPart), sending: false }
}

type Turns = Record<string, TalkTurn>

/**
 * Puts a message where its parent says; one that is told again has a new parent. A user's message on an earlier parent
 * begins a new branch, and the old one goes.
 */
export function placeMessage(messages: TalkMessage[], turns: Turns, added: TalkMessage): TalkMessage[] {
  const existing = messages.find(({ id }) => id === added.id)
  if (existing && !existing.sending && existing.parentId === added.parentId) return messages
  const others = messages.filter(({ id }) => id !== added.id)
  const parent = others.findIndex(({ id }) => id === added.parentId)
  if (parent === -1 && added.parentId !== null) return [...others, added]
  const before = others.slice(0, parent + 1)
  const after = others.slice(parent + 1)
  if (added.role === 'assistant') return [...before, added, ...after]
  const alive = after.filter((message) => !message.sending && isAlive(turns[message.turnId]))
  const sending = after.filter((message) => message.sending)
  return [...before, ...alive, added, ...sending]
}

function isAlive(turn: TalkTurn | undefined): boolean {
  return turn?.status === 'queued' || turn?.status === 'running'
}
