import { AppError } from '../errors'
import { type FileEntry, UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from '../wire/files'
import { type Blobs, GRACE_MS } from './blobs'
import type { FileRows } from './files'
import { requestFilePath } from './paths'

/** A lease lives this long, and longer by what its bytes need at the slowest speed we wait for. */
const LEASE_MS = 15 * 60_000
const SLOWEST_BYTES_PER_MS = 50

export interface Reservation {
  path: string
  /** Null where the request does not tell. */
  sizeBytes: number | null
}

export interface Lease {
  lease: string
  /** Where in R2 the bytes go, if they are more than INLINE_MAX_BYTES. */
  key: string
}

export interface Upload {
  lease: string
  sizeBytes: number
  sha256: string
  /** The bytes themselves, where they are at most INLINE_MAX_BYTES; else they lie in R2 under the lease's key. */
  bytes?: Uint8Array
}

export interface StoredUpload {
  entry: FileEntry
  /** False where a file of this path was replaced. */
  created: boolean
  change: { path: string; change: 'added' | 'changed' }
}

type LeaseRow = { path: string; key: string }

/**
 * Uploads: a lease holds the place in the count while bytes flow, the commit makes the file. The count is of paths, so
 * two leases on one new path count once: whichever commits last replaces the other.
 */
export class Uploads {
  readonly #sql: SqlStorage
  readonly #blobs: Blobs
  readonly #files: FileRows
  readonly #now: () => number

  constructor(parts: { sql: SqlStorage; blobs: Blobs; files: FileRows; now: () => number }) {
    this.#sql = parts.sql
    this.#blobs = parts.blobs
    this.#files = parts.files
    this.#now = parts.now
  }

  /** The bytes that a lease would hold. Throws AppError too_large, upload_limit or invalid_path. */
  check({ path: given, sizeBytes }: Reservation): number {
    if (sizeBytes !== null && sizeBytes > UPLOAD_MAX_BYTES) throw uploadTooLarge()
    const path = requestFilePath(given)
    this.#refuseClash(path)
    this.expireLeases()
    if (this.#countWith(path) > UPLOAD_MAX_FILES) throw tooMany()
    return sizeBytes ?? UPLOAD_MAX_BYTES
  }

  /** Throws like `check`. */
  reserve({ path: given, sizeBytes }: Reservation): Lease {
    const heldBytes = this.check({ path: given, sizeBytes })
    const path = requestFilePath(given)
    const waitMs = LEASE_MS + Math.ceil((sizeBytes ?? UPLOAD_MAX_BYTES) / SLOWEST_BYTES_PER_MS)
    const expiresAt = this.#now() + waitMs
    const lease = crypto.randomUUID()
    const key = this.#blobs.reserveKey(expiresAt + GRACE_MS)
    this.#sql.exec(
      'INSERT INTO upload_leases (id, path, key, expires_at, size_bytes) VALUES (?, ?, ?, ?, ?)',
      lease,
      path,
      key,
      expiresAt,
      heldBytes,
    )
    return { lease, key }
  }

  /** Throws AppError upload_expired, too_large or invalid_path; the lease is then still to be released. */
  commit({ lease, sizeBytes, sha256, bytes }: Upload): StoredUpload {
    if (sizeBytes > UPLOAD_MAX_BYTES) throw uploadTooLarge()
    this.expireLeases()
    const row = this.#find(lease)
    if (!row) throw new AppError('upload_expired', 'The upload took too long and its place was given up. Upload again.')
    this.#refuseClash(row.path)
    const replaced = this.#files.find(row.path)
    this.#blobs.claim({ sha256, sizeBytes, place: bytes ? { bytes } : { key: row.key } })
    if (bytes) this.#blobs.giveBack(row.key)
    this.#files.put({ path: row.path, sha256, modifiedAt: this.#now(), origin: 'upload' })
    this.#blobs.settle(sha256)
    if (replaced) this.#blobs.settle(replaced.sha256)
    this.#sql.exec('DELETE FROM upload_leases WHERE id = ?', lease)
    const entry = this.#files.find(row.path)
    if (!entry) throw new Error(`The upload ${row.path} has no row after its commit.`)
    return { entry, created: !replaced, change: { path: row.path, change: replaced ? 'changed' : 'added' } }
  }

  /** Gives the place up. Nothing happens where the lease was committed or has expired. */
  release(lease: string): void {
    const row = this.#find(lease)
    if (!row) return
    this.#sql.exec('DELETE FROM upload_leases WHERE id = ?', lease)
    this.#blobs.giveBack(row.key)
  }

  /** Their objects go when the grace after them has passed: a slow body may still be on its way. */
  expireLeases(): void {
    this.#sql.exec('DELETE FROM upload_leases WHERE expires_at <= ?', this.#now())
  }

  nextDueAt(): number | undefined {
    const { due } = this.#sql.exec<{ due: number | null }>('SELECT min(expires_at) AS due FROM upload_leases').one()
    return due ?? undefined
  }

  /** Bytes that leases hold; of an upload that does not tell its size, the most it may have. */
  heldBytes(): number {
    return this.#sql.exec<{ n: number }>('SELECT coalesce(sum(size_bytes), 0) AS n FROM upload_leases').one().n
  }

  #countWith(path: string): number {
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM (
           SELECT path FROM files WHERE origin = 'upload' UNION SELECT path FROM upload_leases UNION SELECT ?)`,
        path,
      )
      .one().n
  }

  #find(lease: string): LeaseRow | undefined {
    return this.#sql.exec<LeaseRow>('SELECT path, key FROM upload_leases WHERE id = ?', lease).toArray()[0]
  }

  #refuseClash(path: string): void {
    const clash = this.#files.findClash(path)
    if (clash) throw new AppError('invalid_path', clash)
  }
}

export function uploadTooLarge(): AppError {
  return new AppError('too_large', `A file has at most ${UPLOAD_MAX_BYTES / 1_000_000} MB. Upload a smaller one.`)
}

function tooMany(): AppError {
  return new AppError(
    'upload_limit',
    `A conversation holds at most ${UPLOAD_MAX_FILES} uploaded files. Delete one, or replace one of the same path.`,
  )
}
