import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { Time } from './ids'

/** A limit and how much of it is used. */
export const Gauge = z.object({
  used: z.number(),
  /** Null is none. */
  limit: z.nullable(z.number()),
  /** When `used` starts at 0 again; null where only an end or a deletion gives back. */
  resetsAt: z.nullable(Time),
})
export type Gauge = z.infer<typeof Gauge>

/** What one model was used for this month. */
export const ModelUse = z.object({
  model: z.string(),
  calls: z.number(),
  inputTokens: z.number(),
  cachedTokens: z.number(),
  outputTokens: z.number(),
  /** Null where no call's price is known. */
  usd: z.nullable(z.number()),
  /** Calls whose tokens the provider did not tell: missing in every sum. */
  uncountedCalls: z.number(),
  /** Calls whose price is unknown: missing in every sum of money. */
  unpricedCalls: z.number(),
})
export type ModelUse = z.infer<typeof ModelUse>

const Cap = z.nullable(z.number())

/** Days and months are those of UTC. */
export const AccountUse = z.object({
  requestsThisMinute: Gauge,
  turnsAtOnce: Gauge,
  tokensToday: Gauge,
  tokensThisMonth: Gauge,
  usdToday: Gauge,
  usdThisMonth: Gauge,
  storageBytes: Gauge,
  deployments: Gauge,
  /** What one turn may use; null is no limit. */
  perTurn: z.object({ steps: z.number(), toolCalls: Cap, tokens: Cap, usd: Cap }),
  perConversation: z.object({ uploads: z.number(), turnsWaiting: Cap }),
  models: z.array(ModelUse),
})
export type AccountUse = z.infer<typeof AccountUse>

export const getUsage = endpoint({
  method: 'get',
  path: '/api/usage',
  summary: 'What your account uses, and how much it may',
  reply: AccountUse,
  errors: ['setup_required'],
})
