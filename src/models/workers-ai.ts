import type { LanguageModelV4 } from '@ai-sdk/provider'
import { listOf, recordOf } from './json'
import { chatCompletions, type ProviderOptions, readableFetch } from './provider'
import { type Fetch, patientFetch } from './stream/patient-fetch'

/** What we use of the `AI` binding: https://developers.cloudflare.com/workers-ai/configuration/bindings/ */
export interface AiBinding {
  run(
    model: string,
    inputs: Record<string, unknown>,
    options: { returnRawResponse: true; signal?: AbortSignal },
  ): Promise<unknown>
}

export interface WorkersAiOptions extends Omit<ProviderOptions, 'fetch'> {
  /** Older models stop after 256 tokens unless asked for more. */
  maxOutputTokens?: number | undefined
}

/** The status of the errors that the binding throws, from https://developers.cloudflare.com/workers-ai/platform/errors/ */
const STATUS_OF: Record<string, number> = {
  3003: 400,
  3006: 413,
  3007: 408,
  3008: 408,
  3023: 403,
  3036: 429,
  3039: 400,
  3040: 429,
  3041: 403,
  3042: 404,
  5004: 400,
  5005: 405,
  5007: 404,
  5016: 403,
  5018: 403,
  5019: 405,
}

/** A model of Workers AI, asked through the binding and read by the same client as every other provider. */
export function workersAiModel(binding: AiBinding, model: string, options: WorkersAiOptions): LanguageModelV4 {
  const ask = patientFetch(bindingFetch(binding, model), options)
  return chatCompletions({
    baseUrl: 'https://workers-ai.invalid',
    model,
    fetch: readableFetch(ask, (text) => text),
    transformRequestBody: (body) => inputsOf(body, options.maxOutputTokens),
  })
}

/** The binding wants the inputs without the model's name, and refuses a message whose content is null. */
function inputsOf({ model: _, ...inputs }: Record<string, unknown>, maxOutputTokens: number | undefined) {
  const messages = listOf(inputs.messages).map((entry) => {
    const message = recordOf(entry) ?? {}
    return message.content === null ? { ...message, content: '' } : message
  })
  return { ...inputs, messages, ...(maxOutputTokens ? { max_completion_tokens: maxOutputTokens } : {}) }
}

function bindingFetch(binding: AiBinding, model: string): Fetch {
  return async (_, init) => {
    const inputs = recordOf(JSON.parse(String(init?.body))) ?? {}
    const signal = init?.signal ?? undefined
    try {
      const answer = await binding.run(model, inputs, { returnRawResponse: true, ...(signal ? { signal } : {}) })
      if (answer instanceof Response) return answer
      return answer instanceof ReadableStream ? new Response(answer) : Response.json(answer)
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal || signal?.aborted) throw error
      return refusal
    }
  }
}

/** The binding throws `5007: No such model …` where an endpoint answers with a status. */
function refusalOf(error: unknown): Response | undefined {
  const message = error instanceof Error ? error.message : ''
  const code = /\b(\d{4})\s*:/.exec(message)?.[1]
  const status = code === undefined ? undefined : STATUS_OF[code]
  return status === undefined ? undefined : Response.json({ error: { message, code } }, { status })
}
