/** What is known of a model beyond its name. Prices join here with the cost of a step. */
export interface ModelLimits {
  /** The context window in tokens, as its maker states it; null is unknown. */
  contextTokens: number | null
  /** What to ask for at most, where the provider's own default is too small; null asks for nothing. */
  maxOutputTokens: number | null
}

/** Names as makers publish them; a dated or sized variant (`gpt-4.1-nano-2025-04-14`) has its family's window. */
const CONTEXT_TOKENS: [family: string, contextTokens: number][] = [
  ['gpt-4o', 128_000],
  ['gpt-4.1', 1_047_576],
  ['o3', 200_000],
  ['o4-mini', 200_000],
  ['kimi-k2-thinking', 262_144],
  ['kimi-k2.5', 262_144],
  ['kimi-k2.6', 262_144],
  ['moonshot-v1-8k', 8192],
  ['moonshot-v1-32k', 32_768],
  ['moonshot-v1-128k', 131_072],
  ['llama-3.3-70b-versatile', 131_072],
]

const MAX_OUTPUT_TOKENS: Record<string, number> = { '@cf/moonshotai/kimi-k2.6': 32_768 }

export function limitsOf(model: string): ModelLimits {
  const name = model.split('/').at(-1)?.toLowerCase() ?? ''
  const known = CONTEXT_TOKENS.find(([family]) => name === family || name.startsWith(`${family}-`))
  return { contextTokens: known?.[1] ?? null, maxOutputTokens: MAX_OUTPUT_TOKENS[model] ?? null }
}
