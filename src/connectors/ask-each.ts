import { pause } from '../agent/pause'
import { Trouble } from './trouble'

const AT_ONCE = 3

/** A service that wants to be left alone for longer is not waited for. */
const PATIENCE_MS = 2500

/** A timer may be early by a moment. */
const TIMER_MS = 20

/**
 * Asks for each, a few at once. Those for which the service wanted a short pause are asked once more, one after the
 * other: a plan may allow one request a second. Answers or Troubles in the order of what was asked for.
 */
export async function askEach<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  signal: AbortSignal,
): Promise<(Answer | Trouble)[]> {
  const outcomes: (Answer | Trouble)[] = []
  const settle = async (item: Item, at: number) => {
    outcomes[at] = await ask(item).catch((error: unknown) => {
      if (error instanceof Trouble) return error
      throw error
    })
  }
  const waiting = [...items.entries()]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await settle(next[1], next[0])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  for (const [at, item] of items.entries()) {
    const outcome = outcomes[at]
    if (!(outcome instanceof Trouble) || outcome.waitMs === undefined || outcome.waitMs > PATIENCE_MS) continue
    await pause(outcome.waitMs + TIMER_MS, signal)
    await settle(item, at)
  }
  return outcomes
}
