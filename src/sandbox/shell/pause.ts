import type { Ending } from './ending'

/** About half a millisecond of a script's loop. */
const TURNS_BETWEEN = 50

/**
 * Lets everyone else have the processor after every so many calls: a script that only computes never waits for anything,
 * and every conversation of an isolate shares one thread. Counted, since a Worker's clock stands still while it computes.
 * After the call's end it never comes back, so that whatever is still running stays where it is.
 */
export function pauses(ending: Ending): () => Promise<void> {
  let turns = 0
  return async () => {
    if (++turns % TURNS_BETWEEN === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    if (ending.isOver) await new Promise<never>(() => {})
  }
}
