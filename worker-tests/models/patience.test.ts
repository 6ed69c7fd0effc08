import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { modelFailure } from '../../src/models/failure'
import { endpointModel } from '../../src/models/provider'
import {
  chunk,
  DONE,
  endpoint,
  event,
  hear,
  type Piece,
  type Reply,
  type ScriptedProvider,
  SILENCE,
  STALL,
  scriptedProvider,
} from '../support/provider'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function modelOf(provider: ScriptedProvider) {
  return endpointModel(endpoint, { firstByteMs: 300_000, betweenBytesMs: 60_000, fetch: provider.fetch })
}

function body(...pieces: Piece[]): Reply {
  return { body: pieces }
}

/** Everything that has been promised so far happens; no time passes. */
const settle = () => vi.advanceTimersByTimeAsync(0)

test('headers that never come end after the first-byte time, and the connection is closed', async () => {
  const provider = scriptedProvider(SILENCE)
  const ended = hear(modelOf(provider)).catch((error: unknown) => modelFailure(error))
  await vi.advanceTimersByTimeAsync(299_999)
  expect(provider.requests[0]?.signal?.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await ended).toMatchObject({
    code: 'model_timeout',
    retryable: true,
    message: expect.stringContaining('300 s'),
  })
  expect(provider.requests[0]?.signal?.aborted).toBe(true)
})

test('headers alone are no byte: a silent body ends after the first-byte time', async () => {
  const provider = scriptedProvider(body(STALL))
  const ended = hear(modelOf(provider))
  await vi.advanceTimersByTimeAsync(299_999)
  expect(provider.closed).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  const heard = await ended
  expect(heard.errors.map((error) => modelFailure(error).code)).toEqual(['model_timeout'])
  expect(provider.requests[0]?.signal?.aborted).toBe(true)
  expect(provider.closed).toBe(1)
})

test('a silence between bytes ends the answer, with all text before it', async () => {
  const provider = scriptedProvider(body(chunk({ content: 'so far' }), STALL))
  const ended = hear(modelOf(provider))
  await vi.advanceTimersByTimeAsync(60_000)
  const heard = await ended
  expect(heard.text).toBe('so far')
  expect(heard.errors.map((error) => modelFailure(error))).toMatchObject([
    { code: 'model_timeout', retryable: true, message: expect.stringContaining('OKCVM_BETWEEN_BYTES_SECONDS') },
  ])
  expect(provider.requests[0]?.signal?.aborted).toBe(true)
})

test('after the finish reason a connection left open is waited for shortly', async () => {
  const provider = scriptedProvider(body(chunk({ content: 'all' }, 'stop'), STALL))
  const ended = hear(modelOf(provider))
  await vi.advanceTimersByTimeAsync(5000)
  expect(await ended).toMatchObject({ text: 'all', errors: [], finish: { unified: 'stop' } })
  expect(provider.closed).toBe(1)
})

test('after the finish reason no comment keeps an answer from its end', async () => {
  const encoder = new TextEncoder()
  let pieces = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (pieces++ === 0) return controller.enqueue(encoder.encode(chunk({ content: 'all' }, 'stop')))
      await new Promise((resolve) => setTimeout(resolve, 3000))
      controller.enqueue(encoder.encode(': still here\n\n'))
    },
  })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const ended = hear(endpointModel(endpoint, { firstByteMs: 300_000, betweenBytesMs: 60_000, fetch }))
  await vi.advanceTimersByTimeAsync(6000)
  expect(await ended).toMatchObject({ text: 'all', errors: [] })
})

test('no timer is left when an answer has ended', async () => {
  await hear(modelOf(scriptedProvider(body(chunk({ content: 'a' }, 'stop'), DONE))))
  await hear(modelOf(scriptedProvider(body(event({ error: 'It went wrong' })))))
  expect(vi.getTimerCount()).toBe(0)
})

test.each<[string, Reply | typeof SILENCE, number]>([
  ['while the headers are awaited', SILENCE, 0],
  ['while the body is read', body(chunk({ content: 'a' }), STALL), 1],
])('the caller stops %s: the call ends at once and the connection is closed', async (_, reply, closed) => {
  const provider = scriptedProvider(reply)
  const caller = new AbortController()
  const ended = hear(modelOf(provider), { abortSignal: caller.signal }).catch((error: unknown) => error)
  await settle()
  caller.abort(new Error('The turn was stopped.'))
  await settle()
  expect(await ended).toMatchObject({ name: 'AbortError' })
  expect(provider.requests[0]?.signal?.aborted).toBe(true)
  expect(provider.closed).toBe(closed)
  expect(vi.getTimerCount()).toBe(0)
})

test('a caller who has stopped before asks nothing of the provider that lasts', async () => {
  const provider = scriptedProvider(SILENCE)
  const ended = hear(modelOf(provider), { abortSignal: AbortSignal.abort() }).catch((error: unknown) => error)
  await settle()
  expect(await ended).toMatchObject({ name: 'AbortError' })
})

test('a reader who leaves closes the connection', async () => {
  const provider = scriptedProvider(body(chunk({ content: 'a' }), STALL))
  const { stream } = await modelOf(provider).doStream({ prompt: [] })
  for await (const part of stream) if (part.type === 'text-delta') break
  await settle()
  expect(provider.requests[0]?.signal?.aborted).toBe(true)
})
