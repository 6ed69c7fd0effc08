import type { Env } from '../env'
import { AppError, isAppError } from '../errors'
import type { Meter } from './meter'

type Counted =
  | 'countRequest'
  | 'refuseTurn'
  | 'beginTurn'
  | 'resumeTurn'
  | 'advanceTurn'
  | 'endTurn'
  | 'claim'
  | 'settle'
  | 'forget'
  | 'read'

/** A Meter from outside: every method answers a promise of a plain value. */
export type MeterStub = {
  [K in Counted]: Meter[K] extends (...given: infer Given) => infer Reply ? (...given: Given) => Promise<Reply> : never
}

const FIRST_WAIT_MS = 50

/**
 * Asks an account's Meter, again where it was just moved or restarted: reports may come twice. Without an answer nothing
 * goes on, since nobody could say what was used: throws unavailable.
 */
export async function reachMeter<T>(
  { METER }: Env,
  account: string,
  ask: (meter: MeterStub) => Promise<T>,
  { tries = 4, signal }: { tries?: number; signal?: AbortSignal } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // After a failure a stub stays broken.
      return await ask(METER.get(METER.idFromName(account)) as unknown as MeterStub)
    } catch (error) {
      if (isAppError(error)) throw error
      if (attempt >= tries) throw unreachable(error)
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (attempt - 1)))
      signal?.throwIfAborted()
    }
  }
}

function unreachable(cause: unknown): AppError {
  return new AppError('unavailable', 'What this account uses cannot be counted right now. Try again in a moment.', {
    cause,
    retryAt: Date.now() + 2000,
  })
}
