let skewMs = Number.POSITIVE_INFINITY

/** An event written at `at` arrived now: the least delay ever seen is how far the two clocks are apart. */
export function learnServerTime(at: number): void {
  skewMs = Math.min(skewMs, Date.now() - at)
}

/** The server's time, in epoch milliseconds, as well as it is known. */
export function serverNow(): number {
  return Date.now() - (Number.isFinite(skewMs) ? skewMs : 0)
}
