import type { LanguageModelV4Prompt, LanguageModelV4Usage } from '@ai-sdk/provider'
import { AppError } from '../errors'
import type { Usage } from '../wire/messages'
import { modelFailure } from './failure'
import type { ChatModel } from './model'

/** Enough for a model that thinks before one word. */
const MAX_TOKENS = 512
const SHOWN_CHARS = 80

const PROMPT: LanguageModelV4Prompt = [
  { role: 'user', content: [{ type: 'text', text: 'Answer with the word: ready' }] },
]

export interface ModelTrial {
  sentence: string
  usage: Usage
}

/** Asks a model for one word and tells what came back. Throws what the call failed with, as a sentence. */
export async function tryModel({ label, languageModel }: ChatModel, signal: AbortSignal): Promise<ModelTrial> {
  let usage: Usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null }
  try {
    const call = { prompt: PROMPT, maxOutputTokens: MAX_TOKENS, abortSignal: signal }
    const { stream } = await languageModel.doStream(call)
    let said = ''
    for await (const part of stream) {
      if (part.type === 'text-delta') said += part.delta
      if (part.type === 'error') throw part.error
      if (part.type === 'finish') usage = usageOf(part.usage)
    }
    const shown = said.trim().replaceAll(/\s+/g, ' ').slice(0, SHOWN_CHARS)
    const sentence = shown ? `${label} answered “${shown}”.` : `${label} answered, but without a word.`
    return { sentence, usage }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const { code, message } = modelFailure(error)
    throw new AppError(code, message, { cause: error })
  }
}

/** What the provider did not count is unknown, never zero. */
function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  return {
    inputTokens: inputTokens.total ?? null,
    cachedTokens: inputTokens.cacheRead ?? null,
    outputTokens: outputTokens.total ?? null,
    reasoningTokens: outputTokens.reasoning ?? null,
  }
}
