import { beforeEach, expect, test, vi } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

const terminal = ({ data }: { data: { type: string } }) => /^turn\.(completed|failed|stopped)$/.test(data.type)

async function run(id: string, text = 'Go') {
  const { turnId, cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, {
    messageId: crypto.randomUUID(),
    text,
  })
  const events = await eventsUntil(id, terminal, { after: cursor })
  return { turnId, events, ending: events.at(-1)?.data }
}

test('the step after the fortieth ends the turn, its work is kept, and the next message goes on', async () => {
  const step = (index: number) => [
    { call: 'mshtools-write_file', input: { file_path: `${index}.txt`, content: `${index}` } },
  ]
  model.script(...Array.from({ length: 41 }, (_, index) => step(index)))
  const { id } = await owner.newConversation()
  const { turnId, ending } = await run(id)
  expect(ending).toMatchObject({
    type: 'turn.failed',
    error: { code: 'step_limit', message: expect.stringContaining('40') },
  })
  expect(model.asks).toHaveLength(40)
  const turn = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 'completed'))
  expect((await owner.get<{ files: object[] }>(`/api/conversations/${id}/files`)).files).toHaveLength(40)
  expect(turn).toMatchObject({ status: 'failed', error: { code: 'step_limit' } })
  const chat = scriptedModel()
  chat.script([{ text: 'On.' }])
  expect((await run(id)).ending?.type).toBe('turn.completed')
  // The results of the forty steps are told again, each call with its answer.
  const roles = chat.asks[0]?.body.messages.map(({ role }) => role) ?? []
  expect(roles.filter((role) => role === 'tool')).toHaveLength(40)
}, 20_000)

test('a model that refuses in the middle of its answer keeps what it had said', async () => {
  const { id } = await owner.newConversation()
  vi.mocked(globalThis.fetch).mockImplementation(async () =>
    sseOf(
      { choices: [{ index: 0, delta: { content: 'Half an answer' } }] },
      { error: { message: 'Content was refused.', type: 'invalid_request_error', code: 'content_filter' } },
    ),
  )
  const { turnId, ending } = await run(id)
  expect(ending).toMatchObject({
    type: 'turn.failed',
    error: { code: 'model_rejected', message: expect.stringContaining('Content was refused.') },
  })
  const { messages } = await owner.get<MessagePage>(`/api/conversations/${id}/messages`)
  expect(messages[1]?.parts).toEqual([{ type: 'text', text: 'Half an answer' }])
  expect(await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)).toMatchObject({
    steps: [{ status: 'failed' }],
  })

  model = scriptedModel()
  model.script([{ text: 'Better.' }])
  expect((await run(id, 'Again')).ending?.type).toBe('turn.completed')
})

test.each([
  [401, 'model_auth'],
  [402, 'model_quota'],
  [403, 'model_auth'],
  [404, 'model_rejected'],
  [400, 'model_rejected'],
  [413, 'context_length'],
])('a %i of the provider is a failed turn, a 502 in JSON and an error event in the chat', async (status, code) => {
  model.script(...Array.from({ length: 3 }, () => ({ status, body: { error: { message: 'No.' } } })))
  const { id } = await owner.newConversation()
  expect((await run(id)).ending).toMatchObject({ type: 'turn.failed', error: { code } })
  const chat = (accept: string) =>
    owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ message: 'Hi', conversation_id: id }),
    })
  const json = await chat('application/json')
  expect(json.status).toBe(502)
  expect(await json.json()).toMatchObject({ error: { code }, detail: expect.any(String) })
  expect(json.headers.get('x-okc-conversation-id')).toBe(id)
  expect(json.headers.get('x-okc-turn-id')).toMatch(/^turn_/)
  const stream = await (await chat('text/event-stream')).text()
  expect(stream.match(/"type":"\w+"/g)).toEqual(['"type":"error"', '"type":"stop"'])
  expect(stream).toContain(`"code":"${code}"`)
})

function sseOf(...chunks: object[]): Response {
  const text = chunks
    .map(
      (chunk) =>
        `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'scripted-1', ...chunk })}\n\n`,
    )
    .join('')
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
}
