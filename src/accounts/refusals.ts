import { AppError } from '../errors'
import type { Limits } from '../limits'
import { nextDay, nextMonth } from './calendar'

/** What an account may not do now, by which limit. */
export interface Refusal {
  limit: keyof Limits
  cap: number
  /** When the same may go well; null where time alone frees nothing. */
  freesAt: number | null
}

export interface Spent {
  tokens: number
  /** As far as prices are known. */
  usd: number
}

/** What an account holds, or one conversation of it. */
export interface Held {
  bytes: number
  deployments: number
}

/** How soon it makes sense to ask again for a place that a turn's end frees. */
const TURN_ENDS_MS = 5000

/** A cap is reached when it is used up: the next model call is the one too many. The month first, as it frees later. */
export function spendingRefusal(spent: { day: Spent; month: Spent }, limits: Limits, now: number): Refusal | null {
  return (
    refusal('tokensPerMonth', spent.month.tokens, limits, nextMonth(now)) ??
    refusal('usdPerMonth', spent.month.usd, limits, nextMonth(now)) ??
    refusal('tokensPerDay', spent.day.tokens, limits, nextDay(now)) ??
    refusal('usdPerDay', spent.day.usd, limits, nextDay(now))
  )
}

export function turnRefusal(spent: Spent, limits: Limits): Refusal | null {
  return refusal('tokensPerTurn', spent.tokens, limits, null) ?? refusal('usdPerTurn', spent.usd, limits, null)
}

/** `used` is what is used already, without what asks now. */
export function countRefusal(
  limit: 'turnsAtOnce' | 'turnsWaiting' | 'toolCallsPerTurn',
  used: number,
  limits: Limits,
  now: number,
): Refusal | null {
  return refusal(limit, used, limits, limit === 'toolCallsPerTurn' ? null : now + TURN_ENDS_MS)
}

/** `after` is what the account would hold. Only what grows can be too much: giving back is never refused. */
export function holdingRefusal(grows: { [K in keyof Held]: boolean }, after: Held, limits: Limits): Refusal | null {
  const { storageBytes, deployments } = limits
  if (grows.bytes && storageBytes !== null && after.bytes > storageBytes) {
    return { limit: 'storageBytes', cap: storageBytes, freesAt: null }
  }
  if (grows.deployments && deployments !== null && after.deployments > deployments) {
    return { limit: 'deployments', cap: deployments, freesAt: null }
  }
  return null
}

function refusal(limit: keyof Limits, used: number, limits: Limits, freesAt: number | null): Refusal | null {
  const cap = limits[limit]
  return cap !== null && used >= cap ? { limit, cap, freesAt } : null
}

/** A refusal as people and programs hear of it: a 429 with the time to come back, a 409 where only deleting helps. */
export function refusalError({ limit, cap, freesAt }: Refusal): AppError {
  const code = limit === 'storageBytes' ? 'storage_limit' : 'limit_reached'
  return new AppError(code, sentences[limit](cap, freesAt), { retryAt: freesAt ?? undefined })
}

export function tooManyRequests(cap: number, freesAt: number): AppError {
  return new AppError('rate_limited', sentences.requestsPerMinute(cap, freesAt), { retryAt: freesAt })
}

const KEPT = 'What was done is kept; send a message to go on.'
const MORE = 'or ask the operator for more.'

const sentences: Record<keyof Limits, (cap: number, freesAt: number | null) => string> = {
  requestsPerMinute: (cap) =>
    `This account has sent its ${number(cap)} requests of this minute. Wait for the next one, then send it again.`,
  turnsAtOnce: (cap) =>
    `${number(cap)} turns of this account run or wait already, which is the most at once. Wait for one to end or stop one, then send it again.`,
  turnsWaiting: (cap) =>
    `${number(cap)} messages of this conversation wait already, which is the most. Wait for one to be answered or withdraw one, then send it again.`,
  toolCallsPerTurn: (cap) => `The turn reached its limit of ${number(cap)} tool calls. ${KEPT}`,
  tokensPerTurn: (cap) => `The turn reached its limit of ${number(cap)} tokens. ${KEPT}`,
  usdPerTurn: (cap) => `The turn reached its limit of ${money(cap)}. ${KEPT}`,
  tokensPerDay: (cap, at) => spent(`${number(cap)} tokens of this day`, at),
  tokensPerMonth: (cap, at) => spent(`${number(cap)} tokens of this month`, at),
  usdPerDay: (cap, at) => spent(`${money(cap)} of this day`, at),
  usdPerMonth: (cap, at) => spent(`${money(cap)} of this month`, at),
  storageBytes: (cap) =>
    `The storage of this account has no room left: it holds ${bytes(cap)}. Delete files, sites or conversations, ${MORE}`,
  deployments: (cap) => `This account has its ${number(cap)} sites online already. Take one offline, ${MORE}`,
}

function spent(what: string, freesAt: number | null): string {
  const from = freesAt === null ? 'later' : `from ${utc(freesAt)} on`
  return `This account has used its ${what}. Go on ${from}, ${MORE}`
}

function number(value: number): string {
  return value.toLocaleString('en')
}

function money(usd: number): string {
  return `$${usd.toFixed(2)}`
}

function bytes(value: number): string {
  return value >= 1e9 ? `${number(Math.round(value / 1e8) / 10)} GB` : `${number(Math.round(value / 1e5) / 10)} MB`
}

/** 1 December 2026, 00:00 UTC: windows begin at midnight. */
function utc(time: number): string {
  const day = new Date(time).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  return `${day}, 00:00 UTC`
}
