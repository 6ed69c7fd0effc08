import type { LanguageModelV4 } from '@ai-sdk/provider'
import { AppError } from '../errors'

/** Stands where a model is set up wrongly: every call ends in the sentence that says what to change. */
export function unusableModel(sentence: string): LanguageModelV4 {
  const refuse = async () => {
    throw new AppError('model_rejected', sentence)
  }
  return {
    specificationVersion: 'v4',
    provider: 'openaiCompatible.chat',
    modelId: 'not-set-up',
    supportedUrls: {},
    doGenerate: refuse,
    doStream: refuse,
  }
}
