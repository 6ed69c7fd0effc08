import { expect, test } from 'vitest'
import type { LogEvent } from '../../src/wire/events'
import type { LogEntry } from '../src/live'
import { fold } from '../src/state/fold'
import { toTalkPart } from '../src/state/fold-parts'
import { emptyTalk, type Talk } from '../src/state/talk-shapes'

type Told = LogEvent extends infer E ? (E extends LogEvent ? Omit<E, 'at'> : never) : never

const noUsage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null }

/** Folds events, numbered from 001, each a second after the one before. */
function told(events: Told[], talk: Talk = emptyTalk, from = 1): Talk {
  return events
    .map(
      (event, at): LogEntry => ({
        id: String(from + at).padStart(3, '0'),
        event: { ...event, at: (from + at) * 1000 } as LogEvent,
      }),
    )
    .reduce(fold, talk)
}

const asked = (turn: string, parentId: string | null): Told => ({
  type: 'message.added',
  turnId: turn,
  messageId: `${turn}-q`,
  parentId,
  role: 'user',
  parts: [{ type: 'text', text: `question ${turn}` }],
})
const began = (turn: string): Told[] => [
  { type: 'turn.started', turnId: turn, messageId: `${turn}-q`, model: 'demo' },
  { type: 'message.added', turnId: turn, messageId: `${turn}-a`, parentId: `${turn}-q`, role: 'assistant', parts: [] },
]
const text = (turnId: string, words: string): Told => ({ type: 'text.delta', turnId, text: words })
const completed = (turnId: string): Told => ({ type: 'turn.completed', turnId, usage: noUsage })

const ids = (talk: Talk) => talk.messages.map(({ id }) => id)
const partsOf = (talk: Talk, id: string) => talk.messages.find((message) => message.id === id)?.parts

test('a turn becomes a question and an answer whose text joins', () => {
  const talk = told([asked('t1', null), ...began('t1'), text('t1', 'Hel'), text('t1', 'lo'), completed('t1')])
  expect(ids(talk)).toEqual(['t1-q', 't1-a'])
  expect(partsOf(talk, 't1-a')).toEqual([{ type: 'text', text: 'Hello' }])
  expect(talk.turns.t1).toMatchObject({ status: 'completed', startedAt: 2000, endedAt: 6000 })
})

test('reasoning, words and calls keep their order, and reasoning its time', () => {
  const talk = told([
    asked('t1', null),
    ...began('t1'),
    { type: 'reasoning.delta', turnId: 't1', text: 'hm' },
    { type: 'reasoning.delta', turnId: 't1', text: 'm' },
    text('t1', 'I write.'),
    { type: 'tool.preparing', turnId: 't1', invocationId: 'i1', name: 'mshtools-write_file', preview: null },
    {
      type: 'tool.started',
      turnId: 't1',
      invocationId: 'i1',
      name: 'mshtools-write_file',
      input: { a: 1 },
      preview: null,
    },
    {
      type: 'tool.completed',
      turnId: 't1',
      invocationId: 'i1',
      name: 'mshtools-write_file',
      status: 'success',
      durationMs: 12,
      output: 'done',
      preview: null,
    },
    text('t1', 'Ready.'),
  ])
  expect(partsOf(talk, 't1-a')).toMatchObject([
    { type: 'reasoning', text: 'hmm', startedAt: 4000, durationMs: 2000 },
    { type: 'text', text: 'I write.' },
    {
      type: 'tool',
      invocationId: 'i1',
      input: { a: 1 },
      status: 'success',
      durationMs: 12,
      phase: 'ended',
      output: 'done',
    },
    { type: 'text', text: 'Ready.' },
  ])
})

test('a restarted step takes back its text and its calls, and nothing before them', () => {
  const before = told([asked('t1', null), ...began('t1'), text('t1', 'kept'), text('t1', ' lost')])
  const talk = told(
    [
      { type: 'tool.preparing', turnId: 't1', invocationId: 'i1', name: 'x', preview: null },
      { type: 'step.restarted', turnId: 't1', step: 1, discardAfter: '004' },
      text('t1', ' again'),
    ],
    before,
    6,
  )
  expect(partsOf(talk, 't1-a')).toEqual([{ type: 'text', text: 'kept again' }])
})

test('a restart keeps what a reloaded page already held', () => {
  const page: Talk = {
    ...emptyTalk,
    messages: [
      { id: 't1-q', parentId: null, role: 'user', turnId: 't1', createdAt: 0, parts: [], usage: null, sending: false },
      {
        id: 't1-a',
        parentId: 't1-q',
        role: 'assistant',
        turnId: 't1',
        createdAt: 0,
        parts: [{ type: 'text', text: 'stored' }],
        usage: null,
        sending: false,
      },
    ],
  }
  const talk = told([text('t1', ' lost'), { type: 'step.restarted', turnId: 't1', step: 2, discardAfter: '000' }], page)
  expect(partsOf(talk, 't1-a')).toEqual([{ type: 'text', text: 'stored' }])
})

test('a stopped turn leaves no call running', () => {
  const talk = told([
    asked('t1', null),
    ...began('t1'),
    { type: 'tool.started', turnId: 't1', invocationId: 'i1', name: 'x', input: {}, preview: null },
    { type: 'turn.stopped', turnId: 't1', usage: noUsage },
  ])
  expect(partsOf(talk, 't1-a')).toMatchObject([{ phase: 'ended', status: 'stopped' }])
  expect(talk.turns.t1?.status).toBe('stopped')
})

test('a failed turn keeps its words and its reason', () => {
  const error = { code: 'model_timeout', message: 'The model did not answer.' }
  const talk = told([
    asked('t1', null),
    ...began('t1'),
    text('t1', 'half'),
    { type: 'turn.failed', turnId: 't1', usage: noUsage, error },
  ])
  expect(talk.turns.t1).toMatchObject({ status: 'failed', error })
  expect(partsOf(talk, 't1-a')).toEqual([{ type: 'text', text: 'half' }])
})

test('a question on an earlier parent replaces what came after that parent', () => {
  const before = told([
    asked('t1', null),
    ...began('t1'),
    completed('t1'),
    asked('t2', 't1-a'),
    ...began('t2'),
    completed('t2'),
  ])
  const talk = told([asked('t3', 't1-a'), ...began('t3')], before, 20)
  expect(ids(talk)).toEqual(['t1-q', 't1-a', 't3-q', 't3-a'])
})

test('a queued question waits behind the running answer, and stays when that answer is told', () => {
  const queued: Told = { type: 'turn.queued', turnId: 't2', messageId: 't2-q', model: 'demo' }
  const talk = told([asked('t1', null), asked('t2', 't1-a'), queued, ...began('t1'), text('t1', 'hi')])
  expect(ids(talk)).toEqual(['t1-q', 't1-a', 't2-q'])
  expect(talk.turns.t2?.status).toBe('queued')
})

test('a waiting question that is told again moves behind its new parent', () => {
  const queued: Told = { type: 'turn.queued', turnId: 't2', messageId: 't2-q', model: 'demo' }
  const before = told([asked('t1', null), ...began('t1'), asked('t2', 't1-a'), queued])
  const talk = told([asked('t3', 't1-a'), asked('t2', 't3-a'), completed('t1'), ...began('t3')], before, 10)
  expect(ids(talk)).toEqual(['t1-q', 't1-a', 't3-q', 't3-a', 't2-q'])
})

test('what did not change keeps its identity, so that it is not drawn again', () => {
  const before = told([
    asked('t1', null),
    ...began('t1'),
    completed('t1'),
    asked('t2', 't1-a'),
    ...began('t2'),
    text('t2', 'a'),
  ])
  const after = told([text('t2', 'b')], before, 30)
  expect(after.messages[1]).toBe(before.messages[1])
  expect(after.messages.at(-1)).not.toBe(before.messages.at(-1))
})

test('a type that this console does not know changes nothing', () => {
  const before = told([asked('t1', null)])
  expect(fold(before, { id: '009', event: { type: 'snapshot.created', at: 1 } as unknown as LogEvent })).toBe(before)
})

test('what was thought keeps its time over a reload, and has none where nobody measured it', () => {
  const part = { type: 'reasoning' as const, text: 'hmm' }
  expect(toTalkPart({ ...part, durationMs: 1400 })).toMatchObject({ durationMs: 1400 })
  expect(toTalkPart(part)).toMatchObject({ durationMs: null })
})
