import { setImmediate as nextTick, setTimeout as pause } from 'node:timers/promises'
import type { Miniflare, MiniflareOptions } from 'miniflare'
import { eachWorkerd } from './watchdog.ts'

/** Before each try. One that fails this often has a reason that no further try would mend. */
const WAITS_MS = [0, 250, 1000, 4000]

const OVER = `workerd ended ${WAITS_MS.length} times before it was ready. See what it printed above, and start again.`

/** Miniflare starts a workerd that ended anew, but gives up on one that ends again before it is ready. This goes on. */
export class Revival {
  /** Rejects with a sentence once nothing serves any more and nothing will. */
  readonly over: Promise<never>
  readonly #miniflare: Miniflare
  readonly #options: MiniflareOptions
  readonly #giveUp: (reason: Error) => void
  readonly #lookAway: () => void
  #work: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(miniflare: Miniflare, options: MiniflareOptions) {
    this.#miniflare = miniflare
    this.#options = options
    const { promise, reject } = Promise.withResolvers<never>()
    this.over = promise
    this.#giveUp = reject
    // Whoever does not ask is told by `ready`.
    promise.catch(() => {})
    this.#lookAway = eachWorkerd((child) => child.once('exit', () => this.#look()))
  }

  /** Once workerd serves; rejects where it will not. */
  async ready(): Promise<void> {
    await this.#work
    await Promise.race([this.#miniflare.ready, this.over])
  }

  /** From here on an end is wanted. */
  stop(): void {
    this.#isStopped = true
    this.#lookAway()
  }

  #look(): void {
    this.#work = this.#work.then(() => this.#revive())
  }

  async #revive(): Promise<void> {
    for (const waitMs of WAITS_MS) {
      // Miniflare hears of the end in the same tick as we do, and then is not ready until its own try is over.
      await nextTick()
      if (this.#isStopped || (await this.#isServing())) return
      await pause(waitMs)
      if (this.#isStopped) return
      await this.#miniflare.setOptions(this.#options).catch(() => {})
    }
    if (!this.#isStopped && !(await this.#isServing())) this.#giveUp(new Error(OVER))
  }

  #isServing(): Promise<boolean> {
    return this.#miniflare.ready.then(
      () => true,
      () => false,
    )
  }
}
