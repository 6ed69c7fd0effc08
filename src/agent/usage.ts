import type { LanguageModelV4Usage } from '@ai-sdk/provider'
import type { Usage } from '../wire/messages'

/** The provider's counts; what it did not send is unknown, never zero. */
export function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  return {
    inputTokens: known(inputTokens.total),
    cachedTokens: known(inputTokens.cacheRead),
    outputTokens: known(outputTokens.total),
    reasoningTokens: known(outputTokens.reasoning),
  }
}

function known(count: number | undefined): number | null {
  return count === undefined || Number.isNaN(count) ? null : count
}
