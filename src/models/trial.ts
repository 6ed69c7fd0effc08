import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { AppError } from '../errors'
import { modelFailure } from './failure'
import type { ChatModel } from './model'

/** Enough for a model that thinks before one word. */
const MAX_TOKENS = 512
const SHOWN_CHARS = 80

const PROMPT: LanguageModelV4Prompt = [
  { role: 'user', content: [{ type: 'text', text: 'Answer with the word: ready' }] },
]

/** Asks a model for one word and tells what came back. Throws what the call failed with, as a sentence. */
export async function tryModel({ label, languageModel }: ChatModel, signal: AbortSignal): Promise<string> {
  try {
    const call = { prompt: PROMPT, maxOutputTokens: MAX_TOKENS, abortSignal: signal }
    const { stream } = await languageModel.doStream(call)
    let said = ''
    for await (const part of stream) {
      if (part.type === 'text-delta') said += part.delta
      if (part.type === 'error') throw part.error
    }
    const shown = said.trim().replaceAll(/\s+/g, ' ').slice(0, SHOWN_CHARS)
    return shown ? `${label} answered “${shown}”.` : `${label} answered, but without a word.`
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const { code, message } = modelFailure(error)
    throw new AppError(code, message, { cause: error })
  }
}
