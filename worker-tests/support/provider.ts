import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { ProviderSettings } from '../../src/env'
import type { Endpoint } from '../../src/models/endpoint'
import { endpointModel } from '../../src/models/provider'
import type { Fetch } from '../../src/models/stream/patient-fetch'

/** The body then stays open and silent until somebody closes it. */
export const STALL = Symbol('stall')
/** The connection breaks here. */
export const BREAK = Symbol('break')
/** Headers never come. */
export const SILENCE = Symbol('silence')

export type Piece = string | Uint8Array | typeof STALL | typeof BREAK

export interface Reply {
  status?: number
  headers?: Record<string, string>
  body: Piece[]
}

export interface ProviderRequest {
  url: string
  method: string | undefined
  headers: Headers
  body: Record<string, unknown>
  signal: AbortSignal | undefined
}

export interface ScriptedProvider {
  fetch: Fetch
  requests: ProviderRequest[]
  /** How many bodies were closed by the reader before their end. */
  closed: number
}

/** The outside world of a provider: answers each request with the next reply, byte for byte, and records what was asked. */
export function scriptedProvider(...replies: (Reply | Error | typeof SILENCE)[]): ScriptedProvider {
  const provider: ScriptedProvider = {
    requests: [],
    closed: 0,
    fetch(url, init = {}) {
      const { method, signal } = init
      const body = JSON.parse(String(init.body))
      provider.requests.push({ url, method, headers: new Headers(init.headers), body, signal: signal ?? undefined })
      const reply = replies.shift()
      if (reply === SILENCE) return new Promise(() => {})
      if (reply === undefined) return Promise.reject(new Error('The script of the provider has ended.'))
      if (reply instanceof Error) return Promise.reject(reply)
      const { status = 200, headers = { 'content-type': 'text/event-stream' } } = reply
      return Promise.resolve(new Response(bodyOf(reply.body, provider), { status, headers }))
    },
  }
  return provider
}

function bodyOf(pieces: Piece[], provider: ScriptedProvider): ReadableStream<Uint8Array> {
  const rest = [...pieces]
  return new ReadableStream(
    {
      pull(controller) {
        const piece = rest.shift()
        if (piece === undefined) return controller.close()
        if (piece === STALL) return new Promise(() => {})
        if (piece === BREAK) return controller.error(new TypeError('Network connection lost.'))
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
      },
      cancel() {
        provider.closed += 1
      },
    },
    { highWaterMark: 0 },
  )
}

/** One `data:` event. */
export function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/** A chunk as OpenAI sends it; `rest` goes beside `choices`. */
export function chunk(delta: unknown, finish: string | null = null, rest: object = {}): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }]
  return event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_770_000_000,
    model: 'scripted-1',
    choices,
    ...rest,
  })
}

export const DONE = event('[DONE]')

/** Everything a model call brought, joined. */
export interface Heard {
  text: string
  reasoning: string
  calls: { id: string; name: string; input: string }[]
  /** The arguments as they streamed, by call. */
  streamed: string[]
  finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }>['finishReason'] | undefined
  usage: (number | undefined)[]
  model: string | undefined
  responseId: string | undefined
  errors: unknown[]
}

export async function hear(model: LanguageModelV4, options: Partial<LanguageModelV4CallOptions> = {}): Promise<Heard> {
  const prompt = options.prompt ?? [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }]
  const { stream } = await model.doStream({ ...options, prompt })
  const heard: Heard = {
    text: '',
    reasoning: '',
    calls: [],
    streamed: [],
    finish: undefined,
    usage: [],
    model: undefined,
    responseId: undefined,
    errors: [],
  }
  const pieces = new Map<string, string>()
  for await (const part of stream) take(part, heard, pieces)
  heard.streamed = heard.calls.map(({ id }) => pieces.get(id) ?? '')
  return heard
}

function take(part: LanguageModelV4StreamPart, heard: Heard, pieces: Map<string, string>): void {
  if (part.type === 'text-delta') heard.text += part.delta
  if (part.type === 'reasoning-delta') heard.reasoning += part.delta
  if (part.type === 'tool-input-delta') pieces.set(part.id, (pieces.get(part.id) ?? '') + part.delta)
  if (part.type === 'tool-call') heard.calls.push({ id: part.toolCallId, name: part.toolName, input: part.input })
  if (part.type === 'error') heard.errors.push(part.error)
  if (part.type === 'response-metadata') {
    heard.model = part.modelId
    heard.responseId = part.id
  }
  if (part.type !== 'finish') return
  const { inputTokens, outputTokens } = part.usage
  heard.finish = part.finishReason
  heard.usage = [inputTokens.total, inputTokens.cacheRead, outputTokens.total, outputTokens.reasoning]
}

/** A chat setting as the operator's variables make it. */
export function chatSetting(given: { baseUrl?: string; model?: string; key?: string }): ProviderSettings {
  const { baseUrl, model, key } = given
  return { setBy: 'operator', service: undefined, baseUrl, model, streaming: true, openKey: async () => key }
}

export const KEY = 'sk-test-0123456789'
export const endpoint: Endpoint = {
  baseUrl: 'http://model.test/v1',
  query: {},
  model: 'scripted',
  streaming: true,
  openKey: async () => KEY,
}
export const patience = { firstByteMs: 300_000, betweenBytesMs: 60_000 }

/** What a client hears where the provider's body is this. */
export async function answerOf(body: Piece[], headers?: Record<string, string>): Promise<Heard> {
  const provider = scriptedProvider({ body, ...(headers ? { headers } : {}) })
  return hear(endpointModel(endpoint, { ...patience, fetch: provider.fetch }))
}

/** A chunk with pieces of tool calls. */
export const call = (entries: unknown[]) => chunk({ tool_calls: entries })

/** OpenAI's counts. */
export const counts = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})

/** A text as bytes, cut into pieces of this size. */
export const bytes = (text: string, size: number): Uint8Array[] => {
  const all = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}
