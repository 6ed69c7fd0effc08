import type { Store } from './store'
import { FIRST_EPOCH } from './turn-queue'

/** Another loop, or a stop, owns the turn now; whatever the old one still does is not written. */
export class Superseded extends Error {
  override name = 'Superseded'
}

/** One loop's right to write to its turn: checked in the transaction of every write (I6). */
export class Fence {
  readonly #abort = new AbortController()

  private constructor(
    private readonly store: Store,
    private readonly turnId: string,
    private readonly epoch: number,
  ) {}

  /** Of a turn whose start was written a moment ago, by the same incarnation of the object. */
  static ofFirstLoop(store: Store, turnId: string): Fence {
    return new Fence(store, turnId, FIRST_EPOCH)
  }

  /** Of any other loop: what an older one still does is refused from here on. */
  static ofNextLoop(store: Store, turnId: string): Fence {
    return new Fence(store, turnId, store.turns.raiseEpoch(turnId))
  }

  /** Aborts once the loop has lost its turn. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Throws Superseded, having changed nothing, where the loop has lost its turn. */
  write(change: () => void): void {
    this.store.commit(() => {
      if (!this.store.turns.isCurrent(this.turnId, this.epoch)) throw new Superseded()
      change()
    })
  }

  /** For timers, where nobody would catch: a loop that has lost its turn just goes quiet. */
  writeFromTimer(change: () => void): void {
    try {
      this.write(change)
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
      this.close()
    }
  }

  /** Stops what the loop waits for: the provider's connection, a tool, a pause. */
  close(): void {
    this.#abort.abort(new Superseded())
  }
}
