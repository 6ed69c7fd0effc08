import type { Attachment } from '../wire/attachments'
import type { FileEntry } from '../wire/files'

/** An attachment as it is served: `path` is its name. */
export type AttachmentEntry = Omit<FileEntry, 'origin'>

type AttachmentRow = { name: string; type: string; sha256: string; size_bytes: number; created_at: number }

export interface NewAttachment extends Omit<Attachment, 'sizeBytes'> {
  turnId: string
  invocationId: string
  sha256: string
  createdAt: number
}

/** The rows of what calls show. They are never changed, and go with the conversation. */
export class Attachments {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  find(attachmentId: string): AttachmentEntry | undefined {
    const [row] = this.#sql
      .exec<AttachmentRow>(
        `SELECT name, type, sha256, size_bytes, created_at FROM attachments JOIN blobs USING (sha256) WHERE id = ?`,
        attachmentId,
      )
      .toArray()
    if (!row) return undefined
    const { name: path, type, sha256, size_bytes: sizeBytes, created_at: modifiedAt } = row
    return { path, type, sha256, sizeBytes, modifiedAt }
  }

  /** Its blob must have its row. */
  add({ attachmentId, turnId, invocationId, name, type, sha256, createdAt }: NewAttachment): void {
    this.#sql.exec(
      `INSERT INTO attachments (id, turn_id, invocation_id, name, type, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      attachmentId,
      turnId,
      invocationId,
      name,
      type,
      sha256,
      createdAt,
    )
  }

  isNamed(sha256: string): boolean {
    return this.#sql.exec('SELECT 1 FROM attachments WHERE sha256 = ? LIMIT 1', sha256).toArray().length > 0
  }

  /** Of bytes that no file names (any more): what a file has too is counted there. */
  sizeBytes(): number {
    return this.#sql
      .exec<{ n: number }>(
        `SELECT coalesce(sum(size_bytes), 0) AS n FROM blobs
         WHERE sha256 IN (SELECT sha256 FROM attachments) AND sha256 NOT IN (SELECT sha256 FROM files)`,
      )
      .one().n
  }
}
