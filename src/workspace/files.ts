import type { FileEntry } from '../wire/files'
import { mediaTypeOf } from './media-types'
import { parentsOf } from './paths'

type FileRow = {
  path: string
  sha256: string
  size_bytes: number
  modified_at: number
  origin: FileEntry['origin']
}

const columns = 'files.path, files.sha256, blobs.size_bytes, files.modified_at, files.origin'
const entries = `SELECT ${columns} FROM files JOIN blobs ON blobs.sha256 = files.sha256`

/** The rows of the tree: which path names which blob. Paths are canonical here. */
export class FileRows {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  find(path: string): FileEntry | undefined {
    const [row] = this.#sql.exec<FileRow>(`${entries} WHERE files.path = ?`, path).toArray()
    return row && entryOf(row)
  }

  /** Every file at or below a folder, by path; '' is the root. */
  list(folder = ''): FileEntry[] {
    if (folder === '') return this.#entries(`${entries} ORDER BY files.path`)
    return this.#entries(`${entries} WHERE files.path = ? OR ${below} ORDER BY files.path`, folder, folder, folder)
  }

  uploads(): FileEntry[] {
    return this.#entries(`${entries} WHERE files.origin = 'upload' ORDER BY files.path`)
  }

  /** Creates or replaces. Every blob it names must have its row. */
  put({ path, sha256, modifiedAt, origin }: Omit<FileEntry, 'sizeBytes' | 'type'>): void {
    this.#sql.exec(
      `INSERT INTO files (path, sha256, modified_at, origin, was_read) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, modified_at = excluded.modified_at,
         origin = excluded.origin, was_read = excluded.was_read`,
      path,
      sha256,
      modifiedAt,
      origin,
      origin === 'agent' ? 1 : 0,
    )
  }

  remove(path: string): void {
    this.#sql.exec('DELETE FROM files WHERE path = ?', path)
  }

  wasRead(path: string): boolean {
    return this.#sql.exec('SELECT 1 FROM files WHERE path = ? AND was_read = 1', path).toArray().length > 0
  }

  /** Nothing happens where the file has other bytes by now: those the agent has not seen. */
  markRead(path: string, sha256: string): void {
    this.#sql.exec('UPDATE files SET was_read = 1 WHERE path = ? AND sha256 = ? AND was_read = 0', path, sha256)
  }

  /** The sentence that says why no file can lie here: a folder is here, or a file is where a folder must be. */
  findClash(path: string): string | undefined {
    const inside = this.#sql.exec<{ path: string }>(`SELECT path FROM files WHERE ${below} LIMIT 1`, path, path)
    if (inside.toArray().length > 0) return `"${path}" is a folder. Choose another name for the file.`
    const [above] = this.#sql
      .exec<{ path: string }>(
        'SELECT path FROM files WHERE path IN (SELECT value FROM json_each(?))',
        JSON.stringify(parentsOf(path)),
      )
      .toArray()
    return above && `"${above.path}" is a file, so nothing can lie below it. Choose another folder.`
  }

  /** Of all files, each as large as it is, also where two have the same bytes. */
  sizeBytes(): number {
    return this.#sql
      .exec<{ n: number }>(
        'SELECT coalesce(sum(size_bytes), 0) AS n FROM files JOIN blobs ON blobs.sha256 = files.sha256',
      )
      .one().n
  }

  /** Where these bytes are. */
  pathsOf(sha256: string): string[] {
    return this.#sql
      .exec<{ path: string }>('SELECT path FROM files WHERE sha256 = ?', sha256)
      .toArray()
      .map(({ path }) => path)
  }

  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM files').one().n
  }

  #entries(query: string, ...bindings: string[]): FileEntry[] {
    return this.#sql
      .exec<FileRow>(query, ...bindings)
      .toArray()
      .map(entryOf)
  }
}

/** What sorts between `folder/` and `folder0` lies below the folder: `0` follows `/` in ASCII. */
const below = "(files.path > ? || '/' AND files.path < ? || '0')"

function entryOf(row: FileRow): FileEntry {
  return {
    path: row.path,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    type: mediaTypeOf(row.path),
    modifiedAt: row.modified_at,
    origin: row.origin,
  }
}
