import { removeSite } from '../publish/remove'
import { slugFor } from '../publish/slug'
import { deleteConversationRows } from '../records/conversations'
import { reportUnexpected } from '../telemetry'
import type { DeletionReceipt } from '../wire/conversations'
import { removeBlobs } from '../workspace/remove'
import { markerKey } from './projection'

/** A receipt can be had again for this long; then nothing of the conversation is left. */
const RECEIPT_MS = 24 * 60 * 60_000

type Tombstone = { account: string; receipt: string; deleted_at: number; finished: number }

const ERASE_AGAIN_MS = 60 * 60_000

/** An answer waits this long for the removal. */
const FINISH_MS = 10_000

interface Place {
  storage: DurableObjectStorage
  db: D1Database
  bucket: R2Bucket
  now: () => number
  /** Until nothing of the conversation is on its way to D1. */
  quiet: () => Promise<void>
  /** Lets the account's Meter count what is left to count, and forget the conversation. */
  leaveAccount: () => Promise<void>
  /** Ends the container that the conversation's Python may have. */
  endComputer: (conversationId: string) => Promise<void>
}

/** What is left of a deleted conversation. Late writes and alarms die on it. */
export class Deletion {
  constructor(private readonly place: Place) {}

  find(): { account: string; receipt: DeletionReceipt } | undefined {
    const row = this.#row()
    return row && { account: row.account, receipt: JSON.parse(row.receipt) }
  }

  get isFinished(): boolean {
    return this.#row()?.finished === 1
  }

  /** From here on the conversation is gone for everyone. Inside a transaction. */
  begin(account: string, receipt: DeletionReceipt): void {
    const { sql } = this.place.storage
    sql.exec(
      'INSERT INTO tombstone (account, receipt, deleted_at) VALUES (?, ?, ?)',
      account,
      JSON.stringify(receipt),
      this.place.now(),
    )
  }

  /** Removes what lies outside, then our own rows. May be cut off and run again at any point. */
  async finish(): Promise<void> {
    const row = this.#row()
    if (!row || row.finished === 1) return
    const { db, bucket, storage, quiet, leaveAccount, endComputer } = this.place
    const { conversationId } = JSON.parse(row.receipt) as DeletionReceipt
    for (const slug of await this.#slugs()) await removeSite(bucket, slug)
    await quiet()
    await endComputer(conversationId)
    await leaveAccount()
    await deleteConversationRows(db, conversationId)
    await removeObjects(bucket, conversationId)
    storage.transactionSync(() => {
      for (const table of this.#tables()) storage.sql.exec(`DELETE FROM "${table}"`)
      storage.sql.exec('UPDATE tombstone SET finished = 1')
    })
  }

  /** True where removal ended within FINISH_MS; else it goes on by alarm. */
  async finishSoon(): Promise<boolean> {
    const late = Promise.withResolvers<false>()
    const timer = setTimeout(late.resolve, FINISH_MS, false)
    const finished = await Promise.race([this.finish().then(() => true, reportLater), late.promise])
    // A timer that runs on keeps the whole object in memory.
    clearTimeout(timer)
    return finished
  }

  dueAt(): number | undefined {
    const row = this.#row()
    if (!row) return undefined
    return row.finished === 1 ? row.deleted_at + RECEIPT_MS : this.place.now()
  }

  ring(): Promise<void> {
    return this.finish()
  }

  /** True once even the receipt may be forgotten. */
  get isOver(): boolean {
    const row = this.#row()
    return row !== undefined && row.finished === 1 && row.deleted_at + RECEIPT_MS <= this.place.now()
  }

  /** The last of it, with whatever was still being written while the conversation was removed. */
  async erase(): Promise<void> {
    const { bucket, storage, now } = this.place
    const gone = this.find()
    // In case that this fails: with the storage the alarm goes too.
    await storage.setAlarm(now() + ERASE_AGAIN_MS)
    if (gone) await removeObjects(bucket, gone.receipt.conversationId)
    await storage.deleteAll()
  }

  /** Of its sites, and of calls that a crash cut off after their site was online and before its row was kept. */
  async #slugs(): Promise<string[]> {
    const { sql } = this.place.storage
    const kept = sql.exec<{ slug: string }>('SELECT slug FROM deployments').toArray()
    const cutOff = sql.exec<{ id: string; secret: string }>(
      `SELECT invocations.id, secret FROM invocations, conversation
       WHERE effect = 'keyed' AND stage <> 'intent' AND invocations.status IN ('running', 'stopped')`,
    )
    const possible = await Promise.all(cutOff.toArray().map(({ id, secret }) => slugFor(secret, id)))
    return [...kept.map(({ slug }) => slug), ...possible]
  }

  #row(): Tombstone | undefined {
    return this.place.storage.sql.exec<Tombstone>('SELECT * FROM tombstone').toArray()[0]
  }

  /** Newest first: a table may refer to an older one, so its rows must go before. */
  #tables(): string[] {
    return this.place.storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY rowid DESC",
      )
      .toArray()
      .map(({ name }) => name)
      .filter((name) => name !== 'tombstone' && name !== 'schema_version')
  }
}

/** The alarm tries again; the conversation is gone for everyone already. */
function reportLater(error: unknown): false {
  reportUnexpected(error, { deletion: 'goes on by alarm' })
  return false
}

async function removeObjects(bucket: R2Bucket, conversationId: string): Promise<void> {
  await removeBlobs(bucket, conversationId)
  await bucket.delete(markerKey(conversationId))
}
