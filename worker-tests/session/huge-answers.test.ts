import { beforeEach, expect, test } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type Piece, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

const terminal = ({ data }: { data: { type: string } }) => /^turn\.(completed|failed|stopped)$/.test(data.type)

async function turnOf(pieces: Piece[]): Promise<{ id: string; turn: Turn; ending: Record<string, unknown> }> {
  model.script(pieces, [{ text: 'Went on.' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, {
    messageId: 'm1',
    text: 'Go',
  })
  const events = await eventsUntil(id, terminal, { after: cursor })
  return { id, turn: await owner.get(`/api/conversations/${id}/turns/${turnId}`), ending: events.at(-1)?.data ?? {} }
}

/** After whatever happened, the conversation can be read and goes on. */
async function goesOn(id: string): Promise<void> {
  model.script([{ text: 'Still here.' }])
  const { cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, {
    messageId: 'm2',
    text: 'And now?',
  })
  const events = await eventsUntil(id, terminal, { after: cursor })
  expect(events.at(-1)?.data.type).toBe('turn.completed')
  const { messages } = await owner.get<MessagePage>(`/api/conversations/${id}/messages`)
  expect(messages).toHaveLength(4)
}

const MB = 1024 * 1024

test.each([
  ['in one piece', [{ text: 'x'.repeat(3 * MB) }]],
  ['in many pieces', Array.from({ length: 300 }, () => ({ text: '\u0001'.repeat(10_240) }))],
  ['of thoughts', [{ reasoning: 'x'.repeat(3 * MB) }]],
] as const)('an answer longer than a row can hold, %s, ends its turn and not the conversation', async (_, pieces) => {
  const { id, turn, ending } = await turnOf([...pieces])
  expect(ending).toMatchObject({ type: 'turn.failed', error: { code: 'answer_too_long' } })
  expect(turn.status).toBe('failed')
  await goesOn(id)
})

test('arguments longer than a row can hold end their call, and the turn goes on', async () => {
  const never = new Promise(() => {})
  const { id, turn, ending } = await turnOf([
    { text: 'Two files.' },
    { call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'short' } },
    { call: 'mshtools-write_file', input: { file_path: 'b.txt', content: 'x'.repeat(3 * MB) } },
    { until: never },
  ])
  expect(ending).toMatchObject({ type: 'turn.completed' })
  expect(turn.invocations).toMatchObject([
    { status: 'success' },
    { status: 'error', output: expect.stringContaining('in smaller parts'), input: expect.stringContaining('b.txt') },
  ])
  expect(model.asks[0]?.signal?.aborted).toBe(true)
  expect(JSON.stringify(model.asks[1]?.body.messages).length).toBeLessThan(50_000)
  await goesOn(id)
})

const LONG = 'x'.repeat(1_000_000)

test.each<[string, string, Record<string, unknown>]>([
  ['a place', 'mshtools-browser_visit', { url: `https://a.test/${LONG}` }],
  ['an item', 'mshtools-todo_write', { todos: [{ id: '1', content: LONG, status: 'pending', priority: 'high' }] }],
  ['an argument that there is not', 'mshtools-read_file', { file_path: 'a', [LONG]: 1 }],
  ['a name that there is not', LONG, {}],
])('%s of a megabyte stays below a row, whatever tells of it', async (_, call, input) => {
  const { id, turn } = await turnOf([{ call, input }])
  expect(turn).toMatchObject({ status: 'completed', invocations: [{ status: 'error' }] })
  for (const { data } of await eventsUntil(id, terminal)) {
    expect(JSON.stringify(data).length, data.type).toBeLessThan(1_200_000)
  }
  expect(turn.invocations[0]?.output?.length).toBeLessThanOrEqual(20_000)
})

test.each([5000, 200_000])(
  'arguments nested %i deep fail their call, and neither turn nor conversation',
  async (depth) => {
    const input = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const { id, turn } = await turnOf([{ call: 'mshtools-todo_read', input }])
    expect(turn.status).toBe('completed')
    expect(turn.invocations[0]).toMatchObject({ status: 'error', output: expect.stringContaining('expected object') })
    await goesOn(id)
  },
)

test('a long answer comes in events that a reader can hold', async () => {
  const text = 'ä€😀'.repeat(40_000)
  const { id, turn } = await turnOf([{ text }])
  expect(turn.status).toBe('completed')
  const deltas = (await eventsUntil(id, 'turn.completed')).filter(({ data }) => data.type === 'text.delta')
  expect(deltas.map(({ data }) => data.text).join('')).toBe(text)
  for (const { data } of deltas) expect(JSON.stringify(data).length).toBeLessThan(10 * 1024)
})

test('hundreds of calls in one step are all answered', async () => {
  const calls = Array.from({ length: 200 }, (_, index) => ({
    call: 'mshtools-read_file',
    input: { file_path: `${index}.txt` },
  }))
  const { turn } = await turnOf(calls)
  expect(turn.status).toBe('completed')
  expect(turn.invocations).toHaveLength(200)
  expect(new Set(turn.invocations.map(({ invocationId }) => invocationId)).size).toBe(200)
})
