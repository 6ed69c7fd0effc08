import { beforeEach, expect, test } from 'vitest'
import type { ChatPayload } from '../../src/wire/chat'
import { client } from '../support/client'
import { type ScriptedModel, scriptedModel, sse } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

function chat(body: object, accept = 'text/event-stream'): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept }
  return owner.fetch('/api/chat', { method: 'POST', headers, body: JSON.stringify(body) })
}

const site = {
  file_path: '/mnt/okcomputer/output/site/index.html',
  content: '<!doctype html><title>Rye &amp; Co</title><h1>Rye</h1>',
}

test('a chat streams token, tool_started, tool_completed, final, stop, each with an id, and the site is online', async () => {
  model.script(
    [{ text: 'Writing.' }, { call: 'mshtools-write_file', input: site }],
    [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/output/site' } }],
    [{ text: ' It is online.' }, { usage: { prompt_tokens: 5, completion_tokens: 2 } }],
  )
  const response = await chat({ message: 'Make a page', message_id: 'first' })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const conversation = response.headers.get('x-okc-conversation-id')
  const events = await Array.fromAsync(sse(response))

  expect(events.map(({ data }) => data.type)).toEqual([
    'token',
    'tool_started',
    'tool_completed',
    'tool_started',
    'tool_completed',
    'token',
    'final',
    'stop',
  ])
  const ids = events.map(({ id }) => id ?? '')
  expect(ids).toEqual([...ids].sort())
  expect(ids.every((id) => /^[0-9a-z]{12}$/.test(id))).toBe(true)
  const payload = events.at(-2)?.data.payload as ChatPayload
  expect(payload).toMatchObject({
    reply: 'Writing. It is online.',
    conversation_id: conversation,
    meta: { model: 'scripted', status: 'completed', summary: '3 steps, 2 tool calls' },
    web_preview: { title: 'Rye & Co' },
    artifacts: [{ type: 'text/html; charset=utf-8', name: 'output/site/index.html' }],
    workspace_state: { files: 1, snapshots: 0, latest_snapshot: null },
    upload_limit: 100,
    max_upload_size_bytes: 100_000_000,
  })
  const page = await owner.fetch(payload.web_preview?.url ?? '')
  expect(page.status).toBe(200)
  expect(await page.text()).toBe(site.content)

  const again = await Array.fromAsync(sse(await chat({ message: 'Make a page', message_id: 'first' })))
  expect(again).toEqual(events)
  expect((await chat({ message: 'Another', message_id: 'first' })).status).toBe(409)
})

test('without a stream the payload is the answer, and a failing model is a 502 with detail', async () => {
  model.script([{ text: 'Hello.' }], { status: 400, body: { error: { message: 'No such parameter' } } })
  const response = await chat({ message: 'Hi', stream: false })
  expect(response.status).toBe(200)
  const payload: ChatPayload = await response.json()
  expect(payload.reply).toBe('Hello.')

  const failed = await chat({ message: 'Again', conversation_id: payload.conversation_id }, 'application/json')
  expect(failed.status).toBe(502)
  const body = await failed.json<{ error: { code: string; message: string }; detail: string }>()
  expect(body.error.code).toBe('model_rejected')
  expect(body.detail).toBe(body.error.message)
})

test('replace_last answers in place of the last message', async () => {
  model.script([{ text: 'A.' }], [{ text: 'B.' }], [{ text: 'C.' }])
  const first: ChatPayload = await (await chat({ message: 'One', stream: false })).json()
  const conversation_id = first.conversation_id
  await chat({ message: 'Two', conversation_id, stream: false })
  await chat({ message: 'Three', conversation_id, stream: false, replace_last: true })
  const { messages } = await owner.get<{ messages: { parts: { text: string }[] }[] }>(
    `/api/conversations/${conversation_id}/messages`,
  )
  expect(messages.map(({ parts }) => parts[0]?.text)).toEqual(['One', 'A.', 'Three', 'C.'])
})
