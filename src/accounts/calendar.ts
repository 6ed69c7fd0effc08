const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Minutes since 1970; each is one window in which requests are counted. */
export function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS)
}

export function nextMinute(now: number): number {
  return (minuteOf(now) + 1) * MINUTE_MS
}

/** Days since 1970, in UTC. */
export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS)
}

export function nextDay(now: number): number {
  return (dayOf(now) + 1) * DAY_MS
}

/** The day that a month begins with, in UTC. */
export function firstDayOfMonth(now: number): number {
  const date = new Date(now)
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1))
}

export function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
