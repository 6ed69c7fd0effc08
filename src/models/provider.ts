import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4, LanguageModelV4Usage } from '@ai-sdk/provider'
import { AppError } from '../errors'
import type { Endpoint } from './endpoint'
import { answerStream } from './stream/answer-stream'
import { type Fetch, type Patience, patientFetch } from './stream/patient-fetch'

export interface ProviderOptions extends Patience {
  /** The outside world; tests give their own. */
  fetch?: Fetch
}

/** A model behind any endpoint that speaks OpenAI's Chat Completions. */
export function endpointModel(endpoint: Endpoint, options: ProviderOptions): LanguageModelV4 {
  const { baseUrl, query, model, apiKey } = endpoint
  const hideSecrets = (text: string) => (apiKey ? text.replaceAll(apiKey, '[key]') : text)
  const ask = patientFetch(options.fetch ?? plainFetch, options)
  return chatCompletions({ baseUrl, query, model, apiKey, fetch: readableFetch(ask, hideSecrets) })
}

export interface ChatCompletionsOptions {
  baseUrl: string
  model: string
  fetch: Fetch
  query?: Record<string, string>
  apiKey?: string | undefined
  transformRequestBody?: (body: Record<string, unknown>) => Record<string, unknown>
}

export function chatCompletions(options: ChatCompletionsOptions): LanguageModelV4 {
  const { baseUrl, query, model, apiKey, transformRequestBody } = options
  return createOpenAICompatible({
    name: 'openaiCompatible',
    baseURL: baseUrl,
    includeUsage: true,
    convertUsage,
    // The SDK hands over an address and an init; a Request or a URL never comes.
    fetch: (input, init) => options.fetch(String(input), init),
    ...(apiKey ? { apiKey } : {}),
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
    const body = location ? `It redirects to ${location}` : await response.text()
    return new Response(hideSecrets(body), { status: location ? 400 : status, statusText, headers })
  }
}

/** Looks `fetch` up when it is called, so that whoever replaced the global one is heard. */
const plainFetch: Fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' })

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
