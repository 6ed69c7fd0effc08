import { countOf, recordOf } from '../json'

/** OpenAI's usage, with only what the provider said. */
export interface ChunkUsage {
  prompt_tokens?: number
  completion_tokens?: number
  prompt_tokens_details?: { cached_tokens: number }
  completion_tokens_details?: { reasoning_tokens: number }
}

/** Adds what a chunk says of usage, wherever it stands; counts are cumulative, so the latest of each is right. */
export function withUsage(
  known: ChunkUsage,
  chunk: Record<string, unknown>,
  choice: Record<string, unknown>,
): ChunkUsage {
  return { ...known, ...read(recordOf(chunk.x_groq)?.usage), ...read(choice.usage), ...read(chunk.usage) }
}

function read(place: unknown): ChunkUsage {
  const usage = recordOf(place)
  if (!usage) return {}
  const input = recordOf(usage.prompt_tokens_details) ?? recordOf(usage.input_tokens_details) ?? {}
  const output = recordOf(usage.completion_tokens_details) ?? recordOf(usage.output_tokens_details) ?? {}
  const prompt = countOf(usage.prompt_tokens) ?? countOf(usage.input_tokens)
  const completion = countOf(usage.completion_tokens) ?? countOf(usage.output_tokens)
  // DeepSeek and Moonshot name the cached tokens elsewhere.
  const cached = countOf(input.cached_tokens) ?? countOf(usage.prompt_cache_hit_tokens) ?? countOf(usage.cached_tokens)
  const reasoning = countOf(output.reasoning_tokens) ?? countOf(usage.reasoning_tokens)
  return {
    ...(prompt === undefined ? {} : { prompt_tokens: prompt }),
    ...(completion === undefined ? {} : { completion_tokens: completion }),
    ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
    ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  }
}
