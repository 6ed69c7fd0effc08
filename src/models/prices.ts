import type { Prices } from '../env'
import type { Usage } from '../wire/messages'

/** Where a model is bought decides its price: the host of its endpoint, or Workers AI. */
export type Seller = { host: string } | 'workers-ai'

type Row = [model: string, input: number, cachedInput: number, output: number]

/** As their makers published them in November 2026. Elsewhere the same model costs something else, which is unknown. */
const PRICES: Record<string, Row[]> = {
  'api.openai.com': [
    ['gpt-4o', 2.5, 1.25, 10],
    ['gpt-4o-mini', 0.15, 0.075, 0.6],
    ['gpt-4.1', 2, 0.5, 8],
    ['gpt-4.1-mini', 0.4, 0.1, 1.6],
    ['gpt-4.1-nano', 0.1, 0.025, 0.4],
    ['o3', 2, 0.5, 8],
    ['o4-mini', 1.1, 0.275, 4.4],
  ],
  'api.moonshot.ai': [
    ['kimi-k2.5', 0.6, 0.1, 3],
    ['kimi-k2.6', 0.95, 0.16, 4],
  ],
  'workers-ai': [
    ['@cf/moonshotai/kimi-k2.6', 0.95, 0.16, 4],
    ['@cf/zai-org/glm-4.7-flash', 0.0605, 0.0605, 0.4],
    ['@cf/openai/gpt-oss-120b', 0.35, 0.35, 0.75],
  ],
}

const DATE = /-\d{4}-\d{2}-\d{2}$/

/** USD per million tokens; null is unknown. A dated name (`gpt-4.1-2025-04-14`) has its model's price. */
export function pricesOf(seller: Seller, model: string): Prices | null {
  const name = seller === 'workers-ai' ? seller : seller.host
  const row = (Object.hasOwn(PRICES, name) ? PRICES[name] : undefined)?.find(
    ([known]) => known === model.replace(DATE, ''),
  )
  if (!row) return null
  const [, input, cachedInput, output] = row
  return { input, cachedInput, output }
}

/** Billionths of a US dollar, whole; null where a price or a count is unknown. Cached tokens are part of the input. */
export function nanoUsdOf({ inputTokens, cachedTokens, outputTokens }: Usage, prices: Prices | null): number | null {
  if (!prices || inputTokens === null || outputTokens === null) return null
  const cached = Math.min(cachedTokens ?? 0, inputTokens)
  const { input, cachedInput, output } = prices
  return Math.round(1000 * ((inputTokens - cached) * input + cached * cachedInput + outputTokens * output))
}
