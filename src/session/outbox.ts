import { reportUnexpected } from '../telemetry'

/** A `site` is what a call may have put online before it was stopped, named by the call. */
export type OutboxKind = 'marker' | 'conversation' | 'turn' | 'deployment' | 'site' | 'holding'

type Item = {
  kind: OutboxKind
  ref: string
  attempts: number
  due_at: number
  /** Counts the changes that wait. */
  version: number
}

const LONGEST_WAIT_MS = 10 * 60_000

/** One drain stays within the requests that an invocation may make; the alarm brings the rest. */
const DRAIN_ITEMS = 100

/** The object's one alarm waits for a drain, and a turn may wait for that alarm. */
const DELIVERY_MS = 5000

/** 1 s, doubled with every failure. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempts)
}

/**
 * What D1 has yet to learn. An item names a thing, not a change: it is carried by writing the thing's present state,
 * so a repeat or a late delivery is harmless.
 */
export class Outbox {
  #draining: Promise<void> = Promise.resolve()
  /** Deliveries that were given up, by their thing: they may still arrive. */
  readonly #late = new Map<string, Promise<void>>()

  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
    private readonly deliver: (kind: OutboxKind, ref: string) => Promise<void>,
  ) {}

  /** Inside the transaction of the change itself. */
  add(kind: OutboxKind, ref: string): void {
    this.sql.exec(
      `INSERT INTO outbox (kind, ref, due_at) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET attempts = 0, due_at = ?3, version = version + 1`,
      kind,
      ref,
      this.now(),
    )
  }

  /** Things of a kind that changed and were not carried yet. */
  waiting(kind: OutboxKind): string[] {
    return this.sql
      .exec<{ ref: string }>('SELECT ref FROM outbox WHERE kind = ?', kind)
      .toArray()
      .map(({ ref }) => ref)
  }

  nextDueAt(): number | undefined {
    return this.sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM outbox').one().due ?? undefined
  }

  /** What is on its way has arrived. */
  async idle(): Promise<void> {
    let last: Promise<void> | undefined
    while (last !== this.#draining) {
      last = this.#draining
      await last
      await Promise.all(this.#late.values())
    }
  }

  /** Carries what is due, one at a time. Never throws: what D1 refuses waits for its next time. */
  drain(): Promise<void> {
    const drain = () => this.#drain()
    this.#draining = this.#draining.then(drain, drain)
    return this.#draining
  }

  async #drain(): Promise<void> {
    // The marker first: a row in D1 without one counts as a ghost.
    const items = this.sql
      .exec<Item>(
        "SELECT * FROM outbox WHERE due_at <= ? ORDER BY kind = 'marker' DESC, due_at LIMIT ?",
        this.now(),
        DRAIN_ITEMS,
      )
      .toArray()
    for (const item of items) await this.#carry(item)
  }

  async #carry({ kind, ref, attempts, version }: Item): Promise<void> {
    try {
      await this.#inTime(`${kind} ${ref}`, () => this.deliver(kind, ref))
      // A change made meanwhile raised the version: that one still waits.
      this.sql.exec('DELETE FROM outbox WHERE kind = ? AND ref = ? AND version = ?', kind, ref, version)
    } catch (error) {
      reportUnexpected(error, { outbox: kind, attempts })
      const dueAt = this.now() + retryDelayMs(attempts)
      this.sql.exec(
        'UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE kind = ? AND ref = ?',
        dueAt,
        kind,
        ref,
      )
    }
  }

  /** A thing is carried by one delivery at a time, so that an older state never arrives after a newer one. */
  async #inTime(thing: string, deliver: () => Promise<void>): Promise<void> {
    if (this.#late.has(thing)) throw new Error('The delivery before it is still on its way.')
    const delivery = deliver()
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const over = () => void this.#late.delete(thing)
      this.#late.set(thing, delivery.then(over, over))
      reject(new Error(`No answer within ${DELIVERY_MS} ms.`))
    }, DELIVERY_MS)
    await Promise.race([delivery, late]).finally(() => clearTimeout(timer))
  }
}
