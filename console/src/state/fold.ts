import type { EventOf, LogEvent } from '../../../src/wire/events'
import type { LogEntry } from '../live'
import { placeMessage } from './branch'
import { foldPart, toTalkPart } from './fold-parts'
import type { Journal, Talk, TalkMessage, TalkTurn } from './talk-shapes'

/** The talk after one more entry of its log. Pure; what did not change keeps its identity. Unknown types change nothing. */
export function fold(talk: Talk, entry: LogEntry): Talk {
  const { event } = entry
  switch (event.type) {
    case 'message.added':
      return addMessage(talk, event)
    case 'turn.queued':
    case 'turn.started':
      return beginTurn(talk, event)
    case 'turn.recovering':
      return changeTurn(talk, event.turnId, { hint: { type: 'recovering' } })
    case 'step.retrying':
      return changeTurn(talk, event.turnId, {
        hint: { type: 'retrying', delayMs: event.delayMs, reason: event.reason },
      })
    case 'step.started':
      return changeTurn(talk, event.turnId, { hint: null })
    case 'step.restarted':
      return discard(changeTurn(talk, event.turnId, { hint: null }), event)
    case 'step.completed':
      return completeStep(talk, event)
    case 'text.delta':
    case 'reasoning.delta':
    case 'tool.preparing':
    case 'tool.started':
    case 'tool.progress':
    case 'tool.completed':
      return write(talk, event.turnId, entry)
    case 'turn.completed':
    case 'turn.failed':
    case 'turn.stopped':
      return endTurn(write(talk, event.turnId, entry), event)
    default:
      return talk
  }
}

function addMessage(talk: Talk, event: EventOf<'message.added'>): Talk {
  const { messageId, parentId, role, turnId, at, parts } = event
  const base = { id: messageId, parentId, role, turnId, createdAt: at, usage: null, sending: false }
  const added: TalkMessage = { ...base, parts: parts.map(toTalkPart) }
  return { ...talk, messages: placeMessage(talk.messages, talk.turns, added) }
}

function beginTurn(talk: Talk, event: EventOf<'turn.queued'> | EventOf<'turn.started'>): Talk {
  const known = talk.turns[event.turnId]
  const isStart = event.type === 'turn.started'
  const turn: TalkTurn = {
    id: event.turnId,
    messageId: event.messageId,
    status: isStart ? 'running' : 'queued',
    model: event.model,
    startedAt: isStart ? (known?.startedAt ?? event.at) : null,
    endedAt: null,
    ttftMs: known?.ttftMs ?? null,
    usage: null,
    error: null,
    hint: null,
  }
  return { ...talk, turns: { ...talk.turns, [turn.id]: turn } }
}

function completeStep(talk: Talk, { turnId, ttftMs }: EventOf<'step.completed'>): Talk {
  return changeTurn(talk, turnId, { hint: null, ttftMs: talk.turns[turnId]?.ttftMs ?? ttftMs })
}

function endTurn(talk: Talk, event: LogEvent & { type: 'turn.completed' | 'turn.failed' | 'turn.stopped' }): Talk {
  const { [event.turnId]: _, ...journals } = talk.journals
  const ended = changeTurn({ ...talk, journals }, event.turnId, {
    status: statusAfter[event.type],
    endedAt: event.at,
    usage: event.usage,
    error: event.type === 'turn.failed' ? event.error : null,
    hint: null,
  })
  return changeAnswer(ended, event.turnId, (answer) => ({ ...answer, usage: event.usage }))
}

const statusAfter = { 'turn.completed': 'completed', 'turn.failed': 'failed', 'turn.stopped': 'stopped' } as const

/** Folds an entry into its turn's answer, and keeps it in the turn's journal in case its step is discarded. */
function write(talk: Talk, turnId: string, entry: LogEntry): Talk {
  const answer = answerOf(talk, turnId)
  if (!answer) return talk
  const { base, entries } = talk.journals[turnId] ?? { base: answer.parts, entries: [] }
  const journals = { ...talk.journals, [turnId]: { base, entries: [...entries, entry] } }
  return changeAnswer({ ...talk, journals }, turnId, (message) => ({
    ...message,
    parts: foldPart(message.parts, entry.event),
  }))
}

function discard(talk: Talk, { turnId, discardAfter }: EventOf<'step.restarted'>): Talk {
  const journal = talk.journals[turnId]
  if (!journal) return talk
  const kept: Journal = { base: journal.base, entries: journal.entries.filter(({ id }) => id <= discardAfter) }
  const parts = kept.entries.reduce((before, { event }) => foldPart(before, event), kept.base)
  const journals = { ...talk.journals, [turnId]: kept }
  return changeAnswer({ ...talk, journals }, turnId, (message) => ({ ...message, parts }))
}

function answerOf(talk: Talk, turnId: string): TalkMessage | undefined {
  return talk.messages.findLast((message) => message.role === 'assistant' && message.turnId === turnId)
}

function changeAnswer(talk: Talk, turnId: string, change: (answer: TalkMessage) => TalkMessage): Talk {
  const answer = answerOf(talk, turnId)
  if (!answer) return talk
  return { ...talk, messages: talk.messages.map((message) => (message === answer ? change(answer) : message)) }
}

function changeTurn(talk: Talk, turnId: string, change: Partial<TalkTurn>): Talk {
  const turn = talk.turns[turnId]
  return turn ? { ...talk, turns: { ...talk.turns, [turnId]: { ...turn, ...change } } } : talk
}
