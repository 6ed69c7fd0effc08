import * as z from 'zod'

/** Caps; null is none. */
export interface Limits {
  requestsPerMinute: number | null
  /** Running or waiting, in all conversations together. */
  turnsAtOnce: number | null
  /** Waiting in one conversation. */
  turnsWaiting: number | null
  toolCallsPerTurn: number | null
  tokensPerTurn: number | null
  tokensPerDay: number | null
  tokensPerMonth: number | null
  usdPerTurn: number | null
  usdPerDay: number | null
  usdPerMonth: number | null
  storageBytes: number | null
  deployments: number | null
}

/** A cap; `none` or 0 lifts it. */
const cap = (fallback: number) =>
  z
    .union([z.literal('none'), z.coerce.number().min(0).max(Number.MAX_SAFE_INTEGER)], 'it is a number, or none')
    .transform((value) => (value === 'none' || value === 0 ? null : value))
    .default(fallback)

/** Far above what a person needs, and low enough that a stolen key or a loop without end does bounded harm. */
export const limitVariables = {
  OKCVM_LIMIT_REQUESTS_MINUTE: cap(600),
  OKCVM_LIMIT_TURNS_AT_ONCE: cap(20),
  OKCVM_LIMIT_TURNS_WAITING: cap(10),
  OKCVM_LIMIT_TOOL_CALLS_TURN: cap(400),
  OKCVM_LIMIT_TOKENS_TURN: cap(10_000_000),
  OKCVM_LIMIT_TOKENS_DAY: cap(50_000_000),
  OKCVM_LIMIT_TOKENS_MONTH: cap(500_000_000),
  OKCVM_LIMIT_USD_TURN: cap(10),
  OKCVM_LIMIT_USD_DAY: cap(50),
  OKCVM_LIMIT_USD_MONTH: cap(500),
  OKCVM_LIMIT_STORAGE_BYTES: cap(10_000_000_000),
  OKCVM_LIMIT_DEPLOYMENTS: cap(100),
}

export function limitsFrom(set: { [V in keyof typeof limitVariables]: number | null }): Limits {
  return {
    requestsPerMinute: set.OKCVM_LIMIT_REQUESTS_MINUTE,
    turnsAtOnce: set.OKCVM_LIMIT_TURNS_AT_ONCE,
    turnsWaiting: set.OKCVM_LIMIT_TURNS_WAITING,
    toolCallsPerTurn: set.OKCVM_LIMIT_TOOL_CALLS_TURN,
    tokensPerTurn: set.OKCVM_LIMIT_TOKENS_TURN,
    tokensPerDay: set.OKCVM_LIMIT_TOKENS_DAY,
    tokensPerMonth: set.OKCVM_LIMIT_TOKENS_MONTH,
    usdPerTurn: set.OKCVM_LIMIT_USD_TURN,
    usdPerDay: set.OKCVM_LIMIT_USD_DAY,
    usdPerMonth: set.OKCVM_LIMIT_USD_MONTH,
    storageBytes: set.OKCVM_LIMIT_STORAGE_BYTES,
    deployments: set.OKCVM_LIMIT_DEPLOYMENTS,
  }
}
