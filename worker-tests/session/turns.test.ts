import { beforeEach, expect, test } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type ScriptedModel, type Sse, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

async function send(conversation: string, text: string, more: object = {}): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${conversation}/turns`, { messageId: crypto.randomUUID(), text, ...more })
}

test('a message is answered, watched live, and there after a reload', async () => {
  model.script([
    { reasoning: 'Hm. ' },
    { text: 'Hello ' },
    { text: 'there.' },
    { usage: { prompt_tokens: 12, completion_tokens: 3 } },
  ])
  const { id } = await owner.newConversation()

  const { turnId, cursor } = await send(id, 'Hi')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })

  // What the model says in two pieces may come in one frame or in two.
  const types = events.map(({ data }) => data.type)
  expect(types.filter((type, at) => type !== 'text.delta' || types[at - 1] !== type)).toEqual([
    'message.added',
    'conversation.changed',
    'turn.started',
    'message.added',
    'step.started',
    'reasoning.delta',
    'text.delta',
    'step.completed',
    'turn.completed',
  ])
  const page: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(page.messages).toMatchObject([
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Hm. ', durationMs: expect.any(Number) },
        { type: 'text', text: 'Hello there.' },
      ],
      usage: { inputTokens: 12, outputTokens: 3, cachedTokens: null, reasoningTokens: null },
    },
  ])
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn).toMatchObject({
    status: 'completed',
    model: 'scripted',
    steps: [{ step: 1, model: 'scripted-1', responseId: 'chatcmpl-1', finishReason: 'stop' }],
  })
})

test('the tools of a step run in order, and a failure is the model’s to read', async () => {
  model.script(
    [
      { text: 'Reading.' },
      { call: 'mshtools-read_file', input: { file_path: 'missing.txt' } },
      { call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'one\ntwo\n' } },
      { call: 'mshtools-nothing', input: {} },
      { call: 'mshtools-todo_write', input: '{"todos": [' },
    ],
    [{ text: 'Done.' }],
  )
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Go')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })

  const completed = events
    .filter(({ data }) => data.type === 'tool.completed')
    .map(({ data }) => [data.name, data.status])
  expect(completed).toEqual([
    ['mshtools-read_file', 'error'],
    ['mshtools-write_file', 'success'],
    ['mshtools-nothing', 'error'],
    ['mshtools-todo_write', 'error'],
  ])
  expect(events).toContainEqual(
    expect.objectContaining({
      data: expect.objectContaining({ type: 'file.changed', path: 'a.txt', change: 'added' }),
    }),
  )
  const results = model.asks[1]?.body.messages.filter(({ role }) => role === 'tool')
  expect(results).toHaveLength(4)
  expect(results?.[0]?.content).toContain('missing.txt')
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.invocations.map(({ status }) => status)).toEqual(['error', 'success', 'error', 'error'])
  expect(await (await owner.fetch(`/api/conversations/${id}/files/a.txt`)).text()).toBe('one\ntwo\n')
})

test('500 sends of one message id at once are one turn', async () => {
  model.script([{ text: 'Once.' }])
  const { id } = await owner.newConversation()
  const path = `/api/conversations/${id}/turns`
  const send = () => owner.post<TurnReceipt>(path, { messageId: 'same', text: 'Same' })
  const receipts = await Promise.all(Array.from({ length: 500 }, send))
  expect(new Set(receipts.map(({ turnId, cursor }) => `${turnId} ${cursor}`)).size).toBe(1)
  await eventsUntil(id, 'turn.completed')
  expect(model.asks).toHaveLength(1)
}, 20_000)

test('500 texts under one message id are one turn and 499 refusals', async () => {
  model.script([{ text: 'Once.' }])
  const { id } = await owner.newConversation()
  const send = (_: unknown, n: number) =>
    owner.fetch(`/api/conversations/${id}/turns`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messageId: 'other', text: `Text ${n}` }),
    })
  const answers = await Promise.all(Array.from({ length: 500 }, send))
  const refused = answers.filter(({ status }) => status === 409)
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
  expect(refused).toHaveLength(499)
  expect(await refused[0]?.json()).toMatchObject({ error: { code: 'message_conflict' } })
  await eventsUntil(id, 'turn.completed')
  expect(model.asks).toHaveLength(1)
}, 60_000)

test('a message sent while a turn runs waits its turn', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ text: 'First ' }, { until: gate.promise }, { text: 'answer.' }], [{ text: 'Second answer.' }])
  const { id } = await owner.newConversation()
  const first = await send(id, 'One')
  await eventsUntil(id, 'text.delta', { after: first.cursor })
  const second = await send(id, 'Two')

  const during: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(during).toMatchObject({ messages: [], cursor: first.cursor })
  gate.resolve()
  const events = await eventsUntil(id, ({ data }) => data.type === 'turn.completed' && data.turnId === second.turnId, {
    after: during.cursor,
  })
  expect(events.filter(({ data }) => data.type === 'turn.queued')).toHaveLength(1)

  const after: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(after.messages.map(({ parts }) => parts[0])).toMatchObject([
    { text: 'One' },
    { text: 'First answer.' },
    { text: 'Two' },
    { text: 'Second answer.' },
  ])
  expect(model.asks[1]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
})

test('a queued message can be withdrawn, and “now” stops what runs', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ text: 'Long ' }, { until: gate.promise }], [{ text: 'At once.' }])
  const { id } = await owner.newConversation()
  const first = await send(id, 'One')
  await eventsUntil(id, 'text.delta', { after: first.cursor })
  const second = await send(id, 'Two')
  expect(await owner.post(`/api/conversations/${id}/turns/${second.turnId}/cancellation`)).toMatchObject({
    status: 'stopped',
  })
  const third = await send(id, 'Three', { interrupt: true })
  await eventsUntil(id, ({ data }) => data.type === 'turn.completed' && data.turnId === third.turnId, {
    after: third.cursor,
  })

  expect(await owner.get<Turn>(`/api/conversations/${id}/turns/${first.turnId}`)).toMatchObject({ status: 'stopped' })
  const page: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(page.messages.map(({ parts }) => parts[0])).toMatchObject([
    { text: 'One' },
    { text: 'Long ' },
    { text: 'Three' },
    { text: 'At once.' },
  ])
  gate.resolve()
})

test('after a reload, what still waits behind the running turn is told as waiting', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  model.script(
    [{ until: gates[0]?.promise ?? Promise.resolve() }, { text: 'A.' }],
    [{ until: gates[1]?.promise ?? Promise.resolve() }, { text: 'B.' }],
    [{ text: 'C.' }],
  )
  const { id } = await owner.newConversation()
  await send(id, 'One')
  const second = await send(id, 'Two')
  const third = await send(id, 'Three')
  gates[0]?.resolve()
  await eventsUntil(id, ({ data }) => data.type === 'turn.started' && data.turnId === second.turnId)

  const { cursor }: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  gates[1]?.resolve()
  const isEnd = ({ data }: Sse) => data.type === 'turn.completed' && data.turnId === third.turnId
  const events = (await eventsUntil(id, isEnd, { after: cursor })).filter(({ data }) => data.turnId === third.turnId)
  expect(events.slice(0, 2).map(({ data }) => data.type)).toEqual(['turn.queued', 'turn.started'])
})

test('what waited behind a withdrawn message is told its new place, and asked again without it', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ until: gate.promise }, { text: 'A.' }], [{ text: 'C.' }], [{ text: 'C again.' }])
  const { id } = await owner.newConversation()
  const first = await send(id, 'One')
  const second = await send(id, 'Two')
  const third = await send(id, 'Three')
  await owner.post(`/api/conversations/${id}/turns/${second.turnId}/cancellation`)
  gate.resolve()
  const isEnd = ({ data }: Sse) => data.type === 'turn.completed' && data.turnId === third.turnId
  const events = await eventsUntil(id, isEnd, { after: first.cursor })

  const told = events.filter(({ data }) => data.type === 'message.added' && data.role === 'user')
  const place = told.findLast(({ data }) => data.turnId === third.turnId)?.data.parentId
  const { messages }: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(place).toBe(messages.find(({ turnId, role }) => turnId === third.turnId && role === 'user')?.parentId)
  const again = await send(id, 'Three', { parentId: place })
  await eventsUntil(id, 'turn.completed', { after: again.cursor })
  expect(JSON.stringify(model.asks.at(-1)?.body.messages)).not.toContain('Two')
})

test('stop keeps the partial answer and closes the provider’s connection', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ text: 'Half an ' }, { until: gate.promise }, { text: 'answer' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Tell me')
  await eventsUntil(id, 'text.delta', { after: cursor })
  expect(await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)).toEqual({
    turnId,
    status: 'stopped',
  })
  expect(model.asks[0]?.signal?.aborted).toBe(true)
  gate.resolve()

  expect(await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)).toEqual({
    turnId,
    status: 'stopped',
  })
  const events = await eventsUntil(id, 'turn.stopped')
  expect(events.filter(({ data }) => data.type.startsWith('turn.') && data.type !== 'turn.started')).toHaveLength(1)
  const page: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(page.messages[1]?.parts).toEqual([{ type: 'text', text: 'Half an ' }])
})

test('a provider’s refusal ends the turn with a code and a sentence', async () => {
  model.script({ status: 401, body: { error: { message: 'Incorrect API key provided: sk-1234567890abcdef' } } })
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Hi')
  const events = await eventsUntil(id, 'turn.failed', { after: cursor })
  expect(events.at(-1)?.data).toMatchObject({ turnId, error: { code: 'model_auth' } })
  expect(JSON.stringify(events.at(-1))).not.toContain('sk-1234567890abcdef')
})
