/** A turn that makes no progress for this long after its first restart ends as failed (I10). */
const HOPE_MS = 5 * 60_000

const LONGEST_WAIT_MS = 60_000

/** The wait before a restart: 0, 1, 2, 4 … 60 s, counted since the last progress. */
export function restartDelayMs(restarts: number): number {
  return restarts === 0 ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (restarts - 1))
}

/** When a restart is due that was planned for a time: now, where a clock that was set back makes it wait past any wait. */
export function restartDueAt(resumeAt: number, now: number): number {
  return resumeAt - now > LONGEST_WAIT_MS ? now : resumeAt
}

export interface Setbacks {
  /** Restarts since the last completed step or tool result. */
  restarts: number
  /** When the first of them was; null where there was none. */
  since: number | null
}

/** Time alone proves nothing, since the server may have been away; enough tries in it do. */
export function isHopeless({ restarts, since }: Setbacks, now: number): boolean {
  return since !== null && now - since > HOPE_MS && restarts >= 5
}

const ATTEMPTS = 5
const WAITS_MAX_MS = 60_000

export interface FailedCall {
  /** Counted from 1. */
  attempt: number
  /** Waited for this step so far. */
  waitedMs: number
  /** Since the step's first attempt. */
  elapsedMs: number
  /** What the provider asks us to wait. */
  askedMs: number | null
  /** From 0 to 1, so that many callers do not come back at once. */
  chance: number
}

/**
 * How long to wait before a failed model call is tried again: 0.5, 1, 2, 4 s, half of it by chance, or longer where the
 * provider asks for that; undefined where it has been tried or waited for enough.
 */
export function retryDelayMs({ attempt, waitedMs, elapsedMs, askedMs, chance }: FailedCall): number | undefined {
  if (attempt >= ATTEMPTS || elapsedMs >= HOPE_MS) return undefined
  const backoffMs = 500 * 2 ** (attempt - 1)
  const delayMs = Math.round(Math.max(askedMs ?? 0, backoffMs / 2 + (backoffMs / 2) * chance))
  return waitedMs + delayMs > WAITS_MAX_MS ? undefined : delayMs
}
