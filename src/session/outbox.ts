import type { Env } from '../env'
import { putConversation } from '../records/conversations'
import { deleteDeploymentRow, putDeployment } from '../records/deployments'
import { putMessages } from '../records/messages'
import { reportUnexpected } from '../telemetry'
import type { Store } from './store'
import type { MessageRow } from './transcript'

export type OutboxKind = 'marker' | 'conversation' | 'turn' | 'deployment'

type Item = {
  kind: OutboxKind
  ref: string
  attempts: number
  due_at: number
  /** Counts the changes that wait. */
  version: number
}

const LONGEST_WAIT_MS = 10 * 60_000

/** 1 s, doubled with every failure. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempts)
}

/**
 * What D1 has yet to learn. An item names a thing, not a change: it is carried by writing the thing's present state,
 * so a repeat or a late delivery is harmless.
 */
export class Outbox {
  #draining: Promise<void> | undefined

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

  nextDueAt(): number | undefined {
    return this.sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM outbox').one().due ?? undefined
  }

  /** What is on its way has arrived. */
  async idle(): Promise<void> {
    await this.#draining
  }

  /** Carries what is due. Never throws: what D1 refuses waits for its next time. */
  async drain(): Promise<void> {
    await this.#draining
    this.#draining = this.#drain().finally(() => {
      this.#draining = undefined
    })
    await this.#draining
  }

  async #drain(): Promise<void> {
    const items = this.sql.exec<Item>('SELECT * FROM outbox WHERE due_at <= ? ORDER BY due_at', this.now()).toArray()
    for (const item of items) await this.#carry(item)
  }

  async #carry({ kind, ref, attempts, version }: Item): Promise<void> {
    try {
      await this.deliver(kind, ref)
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
}

/** Marker of a conversation in R2: the list of them is what D1 can be rebuilt from. */
export function markerKey(conversationId: string): string {
  return `index/${conversationId}`
}

/** Everything of a conversation that D1 should know, to be carried anew. */
export function addEverything({ outbox, conversation, turns, deployments }: Store): void {
  const { id } = conversation.get()
  outbox.add('marker', id)
  outbox.add('conversation', id)
  for (const turn of turns.ended()) outbox.add('turn', turn)
  for (const deployment of deployments.list()) outbox.add('deployment', deployment.id)
}

/** Writes a thing's present state where others look for it. */
export async function project(
  { DB: db, BLOBS }: Pick<Env, 'DB' | 'BLOBS'>,
  store: Store,
  kind: OutboxKind,
  ref: string,
): Promise<void> {
  if (kind === 'marker') return void (await BLOBS.put(markerKey(ref), ''))
  const { account, id: conversationId } = store.conversation.get()
  if (kind === 'conversation') return putConversation(db, account, store.conversation.read())
  if (kind === 'deployment') {
    const deployment = store.deployments.find(ref)
    return deployment ? putDeployment(db, account, deployment) : deleteDeploymentRow(db, ref)
  }
  const turn = store.turns.find(ref)
  if (!turn) return
  const rows = [turn.message_id, turn.answer_id]
    .map((id) => store.transcript.find(id))
    .filter((row) => row !== undefined)
  await putMessages(db, { account, conversationId, messages: rows.map((row) => searchable(store, row)) })
}

function searchable({ transcript }: Store, { id, role, turn_id: turnId, created_at: createdAt }: MessageRow) {
  return { id, role, turnId, createdAt, text: transcript.textOf(id) }
}
