import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Prices } from '../env'
import type { Model } from '../wire/system'

/** A model that a conversation can use: what people see of it, and the AI SDK's model that answers. */
export interface ChatModel extends Omit<Model, 'default'> {
  /** Null is unknown. */
  prices: Prices | null
  languageModel: LanguageModelV4
}
