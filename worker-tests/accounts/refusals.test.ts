import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { dayOf, firstDayOfMonth, nextDay, nextMinute, nextMonth } from '../../src/accounts/calendar'
import {
  countRefusal,
  holdingRefusal,
  refusalError,
  type Spent,
  spendingRefusal,
  turnRefusal,
} from '../../src/accounts/refusals'
import { type Limits, limitsFrom, limitVariables } from '../../src/limits'

const Settings = z.object(limitVariables)
const defaults = limitsFrom(Settings.parse({}))
const only = (limits: Partial<Limits>): Limits => ({
  ...limitsFrom(Settings.parse(Object.fromEntries(Object.keys(limitVariables).map((name) => [name, 'none'])))),
  ...limits,
})
const NOW = Date.UTC(2026, 1, 28, 23, 59, 30)
const spent = (day: Partial<Spent>, month: Partial<Spent> = day) => ({
  day: { tokens: 0, usd: 0, ...day },
  month: { tokens: 0, usd: 0, ...month },
})

test('windows end with the minute, the day and the month of UTC, leap years included', () => {
  expect(nextMinute(NOW)).toBe(Date.UTC(2026, 2, 1))
  expect(nextDay(NOW)).toBe(Date.UTC(2026, 2, 1))
  expect(nextMonth(NOW)).toBe(Date.UTC(2026, 2, 1))
  expect(nextDay(Date.UTC(2028, 1, 28, 12))).toBe(Date.UTC(2028, 1, 29))
  expect(nextMonth(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe(Date.UTC(2027, 0, 1))
  expect(nextDay(Date.UTC(2026, 5, 1))).toBe(Date.UTC(2026, 5, 2))
  expect(firstDayOfMonth(NOW)).toBe(dayOf(Date.UTC(2026, 1, 1)))
})

describe('settings', () => {
  test.each([
    ['none', null],
    ['0', null],
    ['12', 12],
    [7, 7],
    ['0.5', 0.5],
  ])('%s is %s', (value, limit) => {
    expect(limitsFrom(Settings.parse({ OKCVM_LIMIT_USD_DAY: value })).usdPerDay).toBe(limit)
  })

  test.each(['-1', 'many', 'Infinity', '1e400'])('%s is refused', (value) => {
    expect(Settings.safeParse({ OKCVM_LIMIT_TOKENS_DAY: value }).success).toBe(false)
  })
})

describe('spending', () => {
  test.each<[keyof Limits, ReturnType<typeof spent>]>([
    ['tokensPerDay', spent({ tokens: 100 })],
    ['tokensPerMonth', spent({ tokens: 0 }, { tokens: 100 })],
    ['usdPerDay', spent({ usd: 100 })],
    ['usdPerMonth', spent({ usd: 0 }, { usd: 100 })],
  ])('%s is reached exactly when it is used up', (limit, used) => {
    expect(spendingRefusal(used, only({ [limit]: 100.01 }), NOW)).toBeNull()
    expect(spendingRefusal(used, only({ [limit]: 100 }), NOW)).toEqual({
      limit,
      cap: 100,
      freesAt: Date.UTC(2026, 2, 1),
    })
  })

  test('where day and month are used up, the one that frees later is told', () => {
    const used = spent({ tokens: 10 })
    const at = Date.UTC(2026, 1, 3)
    expect(spendingRefusal(used, only({ tokensPerDay: 10, tokensPerMonth: 10 }), at)?.limit).toBe('tokensPerMonth')
  })

  test('without limits nothing is refused', () => {
    const huge = { tokens: 1e15, usd: 1e9 }
    expect(spendingRefusal(spent(huge), only({}), NOW)).toBeNull()
    expect(turnRefusal(huge, only({}))).toBeNull()
    expect(countRefusal('turnsAtOnce', 1e6, only({}), NOW)).toBeNull()
  })
})

test('a turn’s own limits and counts refuse the one that is too many', () => {
  expect(turnRefusal({ tokens: 9_999_999, usd: 9.99 }, defaults)).toBeNull()
  expect(turnRefusal({ tokens: 10_000_000, usd: 0 }, defaults)?.limit).toBe('tokensPerTurn')
  expect(turnRefusal({ tokens: 0, usd: 10 }, defaults)?.limit).toBe('usdPerTurn')
  expect(countRefusal('turnsAtOnce', 19, defaults, NOW)).toBeNull()
  expect(countRefusal('turnsAtOnce', 20, defaults, NOW)).toMatchObject({ limit: 'turnsAtOnce', freesAt: NOW + 5000 })
  expect(countRefusal('toolCallsPerTurn', 400, defaults, NOW)).toMatchObject({ freesAt: null })
})

test('only what grows can be too much: giving back is never refused', () => {
  const limits = only({ storageBytes: 100, deployments: 2 })
  const grow = { bytes: true, deployments: true }
  expect(holdingRefusal(grow, { bytes: 100, deployments: 2 }, limits)).toBeNull()
  expect(holdingRefusal(grow, { bytes: 101, deployments: 2 }, limits)?.limit).toBe('storageBytes')
  expect(holdingRefusal(grow, { bytes: 100, deployments: 3 }, limits)?.limit).toBe('deployments')
  const shrink = { bytes: false, deployments: false }
  expect(holdingRefusal(shrink, { bytes: 500, deployments: 9 }, limits)).toBeNull()
})

test.each(Object.keys(defaults) as (keyof Limits)[])(
  '%s is told in a sentence with its value and what to do',
  (limit) => {
    const error = refusalError({ limit, cap: 1234, freesAt: Date.UTC(2026, 11, 1) })
    expect(error.message).toMatch(/^[A-Z0-9].{30,}\.$/)
    expect(error.message).toMatch(limit === 'storageBytes' ? /0 MB/ : /1,?234/)
    expect(error.message).toMatch(/\b(wait|go on|send|delete|take one offline)\b/i)
    expect(error.retryAt).toBe(Date.UTC(2026, 11, 1))
  },
)
