import { describe, expect, test } from 'vitest'
import { readEndpoint } from '../../src/models/endpoint'
import { modelFailure } from '../../src/models/failure'
import { endpointModel } from '../../src/models/provider'
import { chatSetting, chunk, DONE, endpoint, hear, type Reply, scriptedProvider } from '../support/provider'

const patience = { firstByteMs: 300_000, betweenBytesMs: 60_000 }
const whole: Reply = { body: [chunk({ content: 'a' }, 'stop'), DONE] }

function modelAt(baseUrl: string, reply: Reply = whole) {
  const setting = readEndpoint(chatSetting({ baseUrl, model: 'gpt-test', key: 'sk-secret-0123456789' }))
  if (setting.kind !== 'endpoint') throw new Error(`not an endpoint: ${JSON.stringify(setting)}`)
  const provider = scriptedProvider(reply)
  return { provider, model: endpointModel(setting.endpoint, { ...patience, fetch: provider.fetch }) }
}

test.each([
  ['https://api.test/v1', 'https://api.test/v1/chat/completions'],
  ['https://api.test/v1/', 'https://api.test/v1/chat/completions'],
  ['https://api.test/v1//', 'https://api.test/v1/chat/completions'],
  ['https://api.test/v1/chat/completions', 'https://api.test/v1/chat/completions'],
  ['https://api.test/v1/chat/completions/', 'https://api.test/v1/chat/completions'],
  ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/chat/completions'],
  ['https://api.test/openai/v1?api-version=preview', 'https://api.test/openai/v1/chat/completions?api-version=preview'],
])('a base URL of %s asks %s', async (baseUrl, url) => {
  const { model, provider } = modelAt(baseUrl)
  await hear(model)
  expect(provider.requests[0]?.url).toBe(url)
})

test('the request names model, key, tools and the wish for usage', async () => {
  const { model, provider } = modelAt('https://api.test/v1')
  await hear(model, {
    tools: [{ type: 'function', name: 'mshtools-todo_read', inputSchema: { type: 'object', properties: {} } }],
  })
  const [request] = provider.requests
  expect(request?.method).toBe('POST')
  expect(request?.headers.get('authorization')).toBe('Bearer sk-secret-0123456789')
  expect(request?.body).toMatchObject({
    model: 'gpt-test',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Hello' }],
    tools: [{ type: 'function', function: { name: 'mshtools-todo_read' } }],
  })
})

test('a call whose arguments were no JSON goes back to the provider as a string that is', async () => {
  const { model, provider } = modelAt('https://api.test/v1')
  await hear(model, {
    prompt: [
      { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'read', input: '{"p": unfinished' }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'a', toolName: 'read', output: { type: 'error-text', value: 'No JSON.' } },
        ],
      },
    ],
  })
  const sent = JSON.stringify(provider.requests[0]?.body)
  expect(sent).toContain('unfinished')
  expect(sent).toContain('No JSON.')
})

describe('what the provider refuses', () => {
  test.each<[string, Reply, object]>([
    [
      'an error',
      { status: 401, body: ['{"error":{"message":"Incorrect key sk-secret-0123456789"}}'] },
      { code: 'model_auth' },
    ],
    [
      'a redirect',
      { status: 308, headers: { location: 'https://elsewhere.test/' }, body: [] },
      { code: 'model_rejected', message: expect.stringContaining('https://elsewhere.test/') },
    ],
    [
      'a web page',
      { status: 404, headers: { 'content-type': 'text/html' }, body: ['<html><body><h1>Not here</h1></body></html>'] },
      { code: 'model_rejected', message: expect.stringContaining('Not here') },
    ],
    ['an empty body', { status: 503, body: [] }, { code: 'model_failed' }],
  ])('%s becomes a sentence without the key', async (_, reply, expected) => {
    const { model } = modelAt('https://api.test/v1', reply)
    const failure = await hear(model).then(() => undefined, modelFailure)
    expect(failure).toMatchObject(expected)
    expect(failure?.message).not.toContain('sk-secret')
  })

  test('a connection that fails', async () => {
    const provider = scriptedProvider(
      Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    )
    const model = endpointModel(endpoint, { ...patience, fetch: provider.fetch })
    const failure = await hear(model).then(() => undefined, modelFailure)
    expect(failure).toMatchObject({ code: 'model_unreachable', retryable: true })
  })
})

test.each([
  [{ baseUrl: 'https://api.test/v1' }, 'OKCVM_CHAT_MODEL'],
  [{ model: 'gpt-test' }, 'OKCVM_CHAT_BASE_URL'],
  [{ key: 'sk-1' }, 'OKCVM_CHAT_BASE_URL'],
  [{ baseUrl: 'api.test/v1', model: 'gpt-test' }, 'no web address'],
  [{ baseUrl: 'https://user:pass@api.test/v1', model: 'gpt-test' }, 'OKCVM_CHAT_API_KEY'],
])('half a setting %o is a problem with a sentence', (chat, sentence) => {
  expect(readEndpoint(chatSetting(chat))).toEqual({ kind: 'problem', sentence: expect.stringContaining(sentence) })
})

test('no setting is no problem', () => {
  expect(readEndpoint(undefined)).toEqual({ kind: 'none' })
})
