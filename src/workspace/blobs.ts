/** Bytes up to this size lie in the session's SQLite: one row costs less than one object, and a row never nears 2 MB. */
export const INLINE_MAX_BYTES = 32 * 1024

/**
 * How long an object outlives its last name. A request that looked a blob up a moment ago may still be reading it from
 * R2, and a call that prepared bytes may not have committed; both are far shorter than this.
 */
export const GRACE_MS = 15 * 60_000

/** R2 deletes at most this many keys at once. */
const DELETE_BATCH = 1000

/** Where a blob's bytes are: here, or in R2. */
export type BlobPlace = { bytes: Uint8Array } | { key: string }

export interface NewBlob {
  sha256: string
  sizeBytes: number
  place: BlobPlace
}

type BlobRow = { bytes: ArrayBuffer | null; key: string | null }

/** Immutable bytes by their SHA-256: one row for each content, whoever and however many files name it. */
export class Blobs {
  readonly #sql: SqlStorage
  readonly #bucket: R2Bucket
  readonly #conversationId: string
  readonly #now: () => number

  constructor(place: { sql: SqlStorage; bucket: R2Bucket; conversationId: string; now: () => number }) {
    this.#sql = place.sql
    this.#bucket = place.bucket
    this.#conversationId = place.conversationId
    this.#now = place.now
  }

  /** Undefined where no blob has these bytes. */
  findPlace(sha256: string): BlobPlace | undefined {
    const [row] = this.#sql.exec<BlobRow>('SELECT bytes, key FROM blobs WHERE sha256 = ?', sha256).toArray()
    if (!row) return undefined
    return row.key === null ? { bytes: new Uint8Array(row.bytes ?? new ArrayBuffer(0)) } : { key: row.key }
  }

  /** A key for an object about to be written; unless a blob claims it, it is deleted when `dueAt` has come. */
  reserveKey(dueAt: number): string {
    const key = `c/${this.#conversationId}/b/${crypto.randomUUID().replaceAll('-', '')}`
    this.#sql.exec('INSERT INTO object_deletions (key, due_at) VALUES (?, ?)', key, dueAt)
    return key
  }

  /** Keeps a blob that nothing names from the sweep for another while. False where there is no such blob. */
  keep(sha256: string): boolean {
    this.#sql.exec(
      'UPDATE blobs SET unused_since = ? WHERE sha256 = ? AND unused_since IS NOT NULL',
      this.#now(),
      sha256,
    )
    return this.#sql.exec('SELECT 1 FROM blobs WHERE sha256 = ?', sha256).toArray().length > 0
  }

  /** Makes the blob's row, or gives the object back where the same bytes are known. */
  claim({ sha256, sizeBytes, place }: NewBlob): void {
    const key = 'key' in place ? place.key : null
    if (this.findPlace(sha256)) {
      if (key !== null) this.giveBack(key)
      return
    }
    const bytes = 'bytes' in place ? place.bytes : null
    this.#sql.exec(
      'INSERT INTO blobs (sha256, size_bytes, bytes, key, unused_since) VALUES (?, ?, ?, ?, NULL)',
      sha256,
      sizeBytes,
      bytes,
      key,
    )
    if (key !== null) this.#sql.exec('DELETE FROM object_deletions WHERE key = ?', key)
  }

  /** A reserved key that nobody will claim: the next sweep deletes its object. */
  giveBack(key: string): void {
    this.#sql.exec('UPDATE object_deletions SET due_at = ? WHERE key = ?', this.#now(), key)
  }

  /** To call for every blob that a file or an attachment begins or ceases to name. */
  settle(sha256: string): void {
    this.#sql.exec(
      `UPDATE blobs SET unused_since = CASE WHEN ${isUsed} THEN NULL ELSE coalesce(unused_since, ?) END
       WHERE sha256 = ?`,
      this.#now(),
      sha256,
    )
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#bucket.put(key, bytes)
  }

  async read(place: BlobPlace): Promise<Uint8Array> {
    if ('bytes' in place) return place.bytes
    return (await this.#object(place.key)).bytes()
  }

  async stream(place: BlobPlace): Promise<ReadableStream<Uint8Array>> {
    if ('key' in place) return (await this.#object(place.key)).body
    return new Blob([place.bytes]).stream()
  }

  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM blobs').one().n
  }

  /** When the next object may go; undefined while there is nothing to delete. */
  nextDueAt(): number | undefined {
    const { due } = this.#sql
      .exec<{ due: number | null }>(
        `SELECT min(due) AS due FROM (
           SELECT min(due_at) AS due FROM object_deletions
           UNION ALL SELECT min(unused_since) + ? FROM blobs WHERE unused_since IS NOT NULL)`,
        GRACE_MS,
      )
      .one()
    return due ?? undefined
  }

  /** Deletes what is due: rows first, their keys written down, then the objects, so that a crash in between loses none. */
  async sweep(): Promise<void> {
    const now = this.#now()
    const old = now - GRACE_MS
    this.#sql.exec(
      'INSERT INTO object_deletions (key, due_at) SELECT key, ? FROM blobs WHERE unused_since <= ? AND key IS NOT NULL',
      now,
      old,
    )
    this.#sql.exec('DELETE FROM blobs WHERE unused_since <= ?', old)
    const keys = this.#sql
      .exec<{ key: string }>('SELECT key FROM object_deletions WHERE due_at <= ? LIMIT ?', now, DELETE_BATCH)
      .toArray()
      .map((row) => row.key)
    if (keys.length === 0) return
    await this.#bucket.delete(keys)
    this.#sql.exec('DELETE FROM object_deletions WHERE key IN (SELECT value FROM json_each(?))', JSON.stringify(keys))
  }

  async #object(key: string): Promise<R2ObjectBody> {
    const object = await this.#bucket.get(key)
    if (!object) throw new Error(`The object ${key} of a blob is not in R2.`)
    return object
  }
}

const isUsed = `(EXISTS (SELECT 1 FROM files WHERE files.sha256 = blobs.sha256)
  OR EXISTS (SELECT 1 FROM attachments WHERE attachments.sha256 = blobs.sha256))`
