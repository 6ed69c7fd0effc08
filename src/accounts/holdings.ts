import type { Limits } from '../limits'
import { type Held, holdingRefusal, type Refusal } from './refusals'

/** What a conversation holds, as it was at a version; the session's versions only rise. */
export interface Holding extends Held {
  conversation: string
  version: number
}

type Row = { bytes: number; deployments: number; version: number }

/** A forgotten conversation's row says nothing but that every word of it comes too late; its version holds the time. */
const FORGOTTEN = 4e15

/** Long after any word could still come. */
const FORGOTTEN_MS = 24 * 60 * 60_000

const NOTHING: Row = { bytes: 0, deployments: 0, version: 0 }

/** What the account's conversations hold: each tells its own whole, so that a repeat or a late word is harmless. */
export class Holdings {
  /** A cache of the sum, read anew after every wake. */
  #sum: Held | undefined

  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
  ) {}

  /** Takes what a conversation wants to hold, or says why not. */
  claim(wanted: Holding, limits: Limits): Refusal | 'late' | null {
    const before = this.#find(wanted.conversation)
    if (wanted.version <= before.version) return 'late'
    const sum = this.total()
    const after = {
      bytes: sum.bytes - before.bytes + wanted.bytes,
      deployments: sum.deployments - before.deployments + wanted.deployments,
    }
    const grows = { bytes: wanted.bytes > before.bytes, deployments: wanted.deployments > before.deployments }
    const refusal = holdingRefusal(grows, after, limits)
    if (!refusal) this.#put(wanted, after)
    return refusal
  }

  /** What a conversation holds in truth; never refused. */
  settle(held: Holding): 'late' | null {
    const before = this.#find(held.conversation)
    if (held.version <= before.version) return 'late'
    const sum = this.total()
    this.#put(held, {
      bytes: sum.bytes - before.bytes + held.bytes,
      deployments: sum.deployments - before.deployments + held.deployments,
    })
    return null
  }

  /** It holds nothing, and a word that was on its way changes nothing. */
  forget(conversation: string): void {
    const now = this.now()
    this.sql.exec('DELETE FROM holdings WHERE version BETWEEN ? AND ?', FORGOTTEN, FORGOTTEN + now - FORGOTTEN_MS)
    this.#put({ conversation, bytes: 0, deployments: 0, version: FORGOTTEN + now }, undefined)
  }

  total(): Held {
    this.#sum ??= this.sql
      .exec<{ bytes: number; deployments: number }>(
        'SELECT coalesce(sum(bytes), 0) AS bytes, coalesce(sum(deployments), 0) AS deployments FROM holdings',
      )
      .one()
    return this.#sum
  }

  #find(conversation: string): Row {
    const [row] = this.sql
      .exec<Row>('SELECT bytes, deployments, version FROM holdings WHERE conversation = ?', conversation)
      .toArray()
    return row ?? NOTHING
  }

  #put({ conversation, bytes, deployments, version }: Holding, sum: Held | undefined): void {
    this.sql.exec(
      `INSERT INTO holdings (conversation, bytes, deployments, version) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET bytes = excluded.bytes, deployments = excluded.deployments, version = excluded.version`,
      conversation,
      bytes,
      deployments,
      version,
    )
    this.#sum = sum
  }
}
