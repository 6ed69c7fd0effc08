import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4, LanguageModelV4Usage } from '@ai-sdk/provider'
import { AppError } from '../errors'
import type { Endpoint } from './endpoint'
import { answerStream } from './stream/answer-stream'
import { type Fetch, type Patience, patientFetch } from './stream/patient-fetch'

export interface ProviderOptions extends Patience {
  fetch: Fetch
}

/** A model behind any endpoint that speaks OpenAI's Chat Completions. */
export function endpointModel(endpoint: Endpoint, options: ProviderOptions): LanguageModelV4 {
  const { baseUrl, query, model, streaming, openKey } = endpoint
  const ask = patientFetch(options.fetch, options)
  const fetchWithKey: Fetch = async (input, init) => {
    const key = await openKey()
    init?.signal?.throwIfAborted() // a turn that was stopped meanwhile asks nobody
    const hideSecrets = (text: string) => (key ? text.replaceAll(key, '[key]') : text)
    return readableFetch(ask, hideSecrets)(input, key ? withKey(init, key) : init)
  }
  const inOnePiece = streaming ? {} : { transformRequestBody: withoutStream }
  return chatCompletions({ baseUrl, query, model, fetch: fetchWithKey, ...inOnePiece })
}

function withKey(init: RequestInit | undefined, key: string): RequestInit {
  const headers = new Headers(init?.headers)
  headers.set('authorization', `Bearer ${key}`)
  return { ...init, headers }
}

/** A plain call; its answer is one document, which is read like a stream of one piece. */
function withoutStream({ stream: _, stream_options: __, ...body }: Record<string, unknown>): Record<string, unknown> {
  return body
}

export interface ChatCompletionsOptions {
  baseUrl: string
  model: string
  fetch: Fetch
  query?: Record<string, string>
  transformRequestBody?: (body: Record<string, unknown>) => Record<string, unknown>
}

export function chatCompletions(options: ChatCompletionsOptions): LanguageModelV4 {
  const { baseUrl, query, model, transformRequestBody } = options
  return createOpenAICompatible({
    name: 'openaiCompatible',
    baseURL: baseUrl,
    includeUsage: true,
    convertUsage,
    // The SDK hands over an address and an init; a Request or a URL never comes.
    fetch: (input, init) => options.fetch(String(input), init),
    ...(query && Object.keys(query).length > 0 ? { queryParams: query } : {}),
    ...(transformRequestBody ? { transformRequestBody } : {}),
  }).chatModel(model)
}

/** Gives the SDK an answer in the one shape it reads, and an error's body without our own key in it. */
export function readableFetch(ask: Fetch, hideSecrets: (text: string) => string): Fetch {
  return async (input, init) => {
    const response = await ask(input, init)
    if (response.ok && response.body) {
      return new Response(answerStream(response.body, { hideSecrets }), {
        headers: { 'content-type': 'text/event-stream' },
      })
    }
    const { status, statusText, headers } = response
    if (response.ok) throw new AppError('model_invalid', 'The model answered with an empty body. Try again.')
    // A redirect is not followed: it would turn the POST into a GET, or carry the key elsewhere.
    const location = headers.get('location')
    const body = location ? `It redirects to ${location}` : await beginningOf(response)
    return new Response(hideSecrets(body), { status: location ? 400 : status, statusText, headers })
  }
}

/** Nobody needs more of an error, and a body may have no end. */
const ERROR_MAX_BYTES = 100_000

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let sizeBytes = 0
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    sizeBytes += bytes.length
    if (sizeBytes > ERROR_MAX_BYTES) break // which closes the connection
  }
  return text
}

type SdkUsage = Parameters<NonNullable<Parameters<typeof createOpenAICompatible>[0]['convertUsage']>>[0]

/** The SDK's own conversion makes 0 of a count that did not come. */
function convertUsage(usage: SdkUsage): LanguageModelV4Usage {
  const input = usage?.prompt_tokens ?? undefined
  const output = usage?.completion_tokens ?? undefined
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? undefined
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? undefined
  return {
    inputTokens: { total: input, noCache: undefined, cacheRead: cached, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning },
  }
}
