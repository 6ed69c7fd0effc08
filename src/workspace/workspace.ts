import type { WorkspaceFile } from '../agent/tool'
import { notFound } from '../errors'
import type { FileEntry } from '../wire/files'
import { type AttachmentEntry, Attachments } from './attachments'
import { type BlobPlace, Blobs } from './blobs'
import { FileRows } from './files'
import { requestFilePath } from './paths'
import { StagedAttachments } from './staged-attachments'
import { type FileChange, StagedFiles } from './staged-files'
import { type Lease, type Reservation, type StoredUpload, type Upload, Uploads } from './uploads'
import { openFile } from './workspace-file'

export type LocatedFile = { entry: FileEntry } & BlobPlace
export type LocatedAttachment = { entry: AttachmentEntry } & BlobPlace

/** What one call changes and keeps to show: prepared, committed and discarded in this order. */
export interface Staging {
  files: StagedFiles
  show: StagedAttachments
}

/**
 * The files of one conversation. Methods without a promise belong in the session's transaction together with the event
 * that tells of them; after each of them, and after `sweep`, the session arms its alarm for `nextDueAt`.
 */
export class Workspace {
  readonly #files: FileRows
  readonly #blobs: Blobs
  readonly #uploads: Uploads
  readonly #attachments: Attachments
  readonly #now: () => number

  constructor(place: { sql: SqlStorage; bucket: R2Bucket; conversationId: string; now: () => number }) {
    this.#now = place.now
    this.#files = new FileRows(place.sql)
    this.#blobs = new Blobs(place)
    this.#attachments = new Attachments(place.sql)
    this.#uploads = new Uploads({ sql: place.sql, blobs: this.#blobs, files: this.#files, now: place.now })
  }

  /** Every file at or below a folder, by path; the root unless told. */
  list(folder?: string): FileEntry[] {
    return this.#files.list(folder)
  }

  /** By canonical path. */
  find(path: string): FileEntry | undefined {
    return this.#files.find(path)
  }

  /** By canonical path; the bytes are read when asked for. */
  open(path: string): WorkspaceFile | undefined {
    const located = this.#locate(path)
    return located && openFile(located.entry, located, this.#blobs)
  }

  /** For a request: small bytes themselves, or the key under which the Worker reads them in R2. Throws invalid_path. */
  locate(path: string): LocatedFile | undefined {
    return this.#locate(requestFilePath(path))
  }

  /** The workspace as one tool call sees and changes it. */
  stage(): StagedFiles {
    return new StagedFiles({ files: this.#files, blobs: this.#blobs, now: this.#now })
  }

  /** The same, with what the call keeps to show. */
  stageCall(call: { turnId: string; invocationId: string }): Staging {
    const files = this.stage()
    const parts = { attachments: this.#attachments, blobs: this.#blobs, files, now: this.#now }
    return { files, show: new StagedAttachments({ ...parts, ...call }) }
  }

  /** As `locate`, of what a call showed. */
  locateAttachment(attachmentId: string): LocatedAttachment | undefined {
    const entry = this.#attachments.find(attachmentId)
    const place = entry && this.#blobs.findPlace(entry.sha256)
    return place && { entry, ...place }
  }

  /** Files whose latest origin is an upload, by path. */
  uploads(): FileEntry[] {
    return this.#files.uploads()
  }

  /** The bytes that a reservation would hold. Throws AppError too_large, upload_limit or invalid_path. */
  checkUpload(reservation: Reservation): number {
    return this.#uploads.check(reservation)
  }

  /** Throws AppError too_large, upload_limit or invalid_path. */
  reserveUpload(reservation: Reservation): Lease {
    return this.#uploads.reserve(reservation)
  }

  /** Throws AppError upload_expired, too_large or invalid_path; release the lease then. */
  commitUpload(upload: Upload): StoredUpload {
    return this.#uploads.commit(upload)
  }

  /** Gives a lease up; nothing happens where it was committed or has expired. */
  releaseUpload(lease: string): void {
    this.#uploads.release(lease)
  }

  /** Throws AppError not_found or invalid_path. */
  remove(given: string): FileChange {
    const path = requestFilePath(given)
    const entry = this.#files.find(path)
    if (!entry) throw notFound('file')
    this.#files.remove(path)
    this.#blobs.settle(entry.sha256)
    return { path, change: 'removed' }
  }

  /** Files, uploads on their way, and what calls show that is no file any more. */
  heldBytes(): number {
    return this.#files.sizeBytes() + this.#uploads.heldBytes() + this.#attachments.sizeBytes()
  }

  counts(): { files: number; blobs: number; uploads: number } {
    return { files: this.#files.count(), blobs: this.#blobs.count(), uploads: this.#files.uploads().length }
  }

  /** When `sweep` next has something to do; undefined: nothing waits. */
  nextDueAt(): number | undefined {
    const due = [this.#uploads.nextDueAt(), this.#blobs.nextDueAt()].filter((at) => at !== undefined)
    return due.length === 0 ? undefined : Math.min(...due)
  }

  /** For the alarm: ends leases that are over and deletes objects that nothing names. Repeats safely. */
  async sweep(): Promise<void> {
    this.#uploads.expireLeases()
    await this.#blobs.sweep()
  }

  #locate(path: string): LocatedFile | undefined {
    const entry = this.#files.find(path)
    const place = entry && this.#blobs.findPlace(entry.sha256)
    return place && { entry, ...place }
  }
}
