import { ToolError, type WorkspaceFile, type WorkspaceFiles } from '../agent/tool'
import type { FileEntry } from '../wire/files'
import { type BlobPlace, type Blobs, GRACE_MS, INLINE_MAX_BYTES } from './blobs'
import type { FileRows } from './files'
import { mediaTypeOf } from './media-types'
import { parentsOf, toolFilePath, toolFolderPath } from './paths'
import { sha256Of } from './sha256'
import { openFile } from './workspace-file'

/** What one call may hold in memory: a Durable Object has 128 MB for everything. */
const STAGED_MAX_BYTES = 48 * 1024 * 1024

/** Names told to a model that asks for a file that is not there. */
const HINTS = 10

export interface FileChange {
  path: string
  change: 'added' | 'changed' | 'removed'
}

interface StagedFile {
  entry: FileEntry
  /** Undefined where a blob already has them. */
  bytes: Uint8Array | undefined
  /** Where `prepare` put the bytes; undefined before it, and where the same bytes are known. */
  place: BlobPlace | undefined
}

interface StagedChange {
  /** What the path named when this call first changed it; undefined: nothing. */
  baseSha256: string | undefined
  /** Undefined: the call removed it. */
  file: StagedFile | undefined
}

interface Parts {
  files: FileRows
  blobs: Blobs
  now: () => number
}

/**
 * The workspace as one tool call sees and changes it. Nothing of it is seen by anyone else until `commit`, which the
 * session runs in the transaction that also keeps the call's result; `prepare` comes right before it, `discard` instead.
 */
export class StagedFiles implements WorkspaceFiles {
  readonly #files: FileRows
  readonly #blobs: Blobs
  readonly #now: () => number
  readonly #changes = new Map<string, StagedChange>()
  /** SHA-256 of what the call read, by path. */
  readonly #read = new Map<string, string>()
  #keys: string[] = []

  constructor({ files, blobs, now }: Parts) {
    this.#files = files
    this.#blobs = blobs
    this.#now = now
  }

  resolve(path: string): string {
    return toolFolderPath(path)
  }

  find(path: string): FileEntry | undefined {
    return this.#find(toolFolderPath(path))
  }

  list(folder: string): FileEntry[] {
    const root = toolFolderPath(folder)
    const seen = new Map(this.#files.list(root).map((entry) => [entry.path, entry]))
    for (const [path, { file }] of this.#changes) {
      if (!file) seen.delete(path)
      else if (root === '' || path === root || path.startsWith(`${root}/`)) seen.set(path, file.entry)
    }
    return [...seen.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async read(given: string): Promise<WorkspaceFile> {
    const path = toolFilePath(given)
    const staged = this.#changes.get(path)?.file
    if (staged?.bytes) return openFile(staged.entry, { bytes: staged.bytes }, this.#blobs)
    const entry = this.#find(path)
    const place = entry && this.#blobs.findPlace(entry.sha256)
    if (!entry || !place) throw new ToolError(this.#absence(path))
    if (!staged) this.#read.set(path, entry.sha256)
    return openFile(entry, place, this.#blobs)
  }

  wasRead(given: string): boolean {
    const path = toolFilePath(given)
    const change = this.#changes.get(path)
    if (change) return change.file !== undefined
    if (this.#files.wasRead(path)) return true
    const read = this.#read.get(path)
    return read !== undefined && read === this.#files.find(path)?.sha256
  }

  async write(given: string, content: string | Uint8Array): Promise<FileEntry> {
    const path = this.#freePath(given)
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice()
    this.#refuseTooMuch(path, bytes.length)
    return this.#stage(path, { sizeBytes: bytes.length, sha256: await sha256Of(bytes) }, bytes)
  }

  copy(source: FileEntry, to: string): FileEntry {
    const path = this.#freePath(to)
    return this.#stage(path, source, this.findStagedBytes(source.sha256))
  }

  remove(given: string): void {
    const path = toolFilePath(given)
    if (!this.#find(path)) throw new ToolError(this.#absence(path))
    const baseSha256 = this.#baseOf(path)
    if (baseSha256 === undefined) this.#changes.delete(path)
    else this.#changes.set(path, { baseSha256, file: undefined })
  }

  /** Bytes that this call wrote and that may lie nowhere else yet. */
  findStagedBytes(sha256: string): Uint8Array | undefined {
    return [...this.#changes.values()].find(({ file }) => file?.bytes && file.entry.sha256 === sha256)?.file?.bytes
  }

  /** What changed paths named before the call and name after it. */
  touched(): { sha256: string; sizeBytes: number }[] {
    return [...this.#changes].flatMap(([path, { file }]) =>
      [this.#files.find(path), file?.entry].filter((entry) => entry !== undefined),
    )
  }

  /** Whether a file has these bytes as long as the call is not kept. */
  wasNamed(sha256: string): boolean {
    return this.#files.pathsOf(sha256).length > 0
  }

  /** Whether a file will have them. */
  willName(sha256: string): boolean {
    const others = this.#files.pathsOf(sha256).some((path) => !this.#changes.has(path))
    return others || [...this.#changes.values()].some(({ file }) => file?.entry.sha256 === sha256)
  }

  /** Whether `commit` makes their blob; to ask after `prepare`. */
  willClaim(sha256: string): boolean {
    return [...this.#changes.values()].some(({ file }) => file?.place && file.entry.sha256 === sha256)
  }

  /** Bytes by which the workspace would grow, or shrink, by what the call changed. */
  growthBytes(): number {
    let bytes = 0
    for (const [path, { file }] of this.#changes) {
      bytes += (file?.entry.sizeBytes ?? 0) - (this.#files.find(path)?.sizeBytes ?? 0)
    }
    return bytes
  }

  /** Puts what is too large for a row into R2, outside of any transaction. May be called again after a failure. */
  async prepare(): Promise<void> {
    for (const { file } of this.#changes.values()) {
      if (!file) continue
      const { bytes, entry } = file
      if (!bytes) this.#blobs.keep(entry.sha256)
      else if (bytes.length <= INLINE_MAX_BYTES) file.place = { bytes }
      else if (!file.place && !this.#blobs.keep(entry.sha256)) file.place = { key: await this.#upload(bytes) }
    }
  }

  /**
   * Makes the changes and marks what was read; synchronous, for the session's transaction. Throws ToolError, having
   * changed nothing, where somebody else changed a file of the call meanwhile: their bytes are not overwritten unseen.
   */
  commit(): FileChange[] {
    for (const [path, change] of this.#changes) this.#refuseStale(path, change)
    for (const [path, sha256] of this.#read) this.#files.markRead(path, sha256)
    const gone = [...this.#changes].filter(([, { file }]) => !file).map(([path]) => this.#commitRemoval(path))
    const kept = [...this.#changes.values()].flatMap(({ file, baseSha256 }) =>
      file ? this.#commitFile(file, baseSha256) : [],
    )
    for (const { baseSha256 } of this.#changes.values()) if (baseSha256 !== undefined) this.#blobs.settle(baseSha256)
    return [...gone, ...kept]
  }

  /** Gives back what `prepare` put into R2. */
  discard(): void {
    for (const key of this.#keys) this.#blobs.giveBack(key)
    this.#keys = []
    this.#changes.clear()
    this.#read.clear()
  }

  #stage(
    path: string,
    { sizeBytes, sha256 }: Pick<FileEntry, 'sizeBytes' | 'sha256'>,
    bytes: Uint8Array | undefined,
  ): FileEntry {
    const entry: FileEntry = {
      path,
      sizeBytes,
      sha256,
      type: mediaTypeOf(path),
      modifiedAt: this.#now(),
      origin: 'agent',
    }
    this.#changes.set(path, { baseSha256: this.#baseOf(path), file: { entry, bytes, place: undefined } })
    return entry
  }

  #baseOf(path: string): string | undefined {
    const known = this.#changes.get(path)
    return known ? known.baseSha256 : this.#files.find(path)?.sha256
  }

  async #upload(bytes: Uint8Array): Promise<string> {
    const key = this.#blobs.reserveKey(this.#now() + GRACE_MS)
    this.#keys.push(key)
    await this.#blobs.write(key, bytes)
    return key
  }

  #commitRemoval(path: string): FileChange {
    this.#files.remove(path)
    return { path, change: 'removed' }
  }

  #commitFile({ entry, place }: StagedFile, baseSha256: string | undefined): FileChange {
    const { path, sizeBytes, sha256 } = entry
    if (place) this.#blobs.claim({ sha256, sizeBytes, place })
    this.#files.put(entry)
    this.#blobs.settle(sha256)
    return { path, change: baseSha256 === undefined ? 'added' : 'changed' }
  }

  #refuseStale(path: string, { baseSha256, file }: StagedChange): void {
    const isGone = file && !file.place && !this.#blobs.findPlace(file.entry.sha256)
    if (isGone || this.#files.find(path)?.sha256 !== baseSha256) {
      throw new ToolError(`"${path}" was changed by someone else during this call. Read it again, then repeat.`)
    }
    const clash = file && this.#findClash(path)
    if (clash) throw new ToolError(clash)
  }

  #refuseTooMuch(path: string, sizeBytes: number): void {
    let total = sizeBytes
    for (const [other, { file }] of this.#changes) if (other !== path) total += file?.bytes?.length ?? 0
    if (total <= STAGED_MAX_BYTES) return
    throw new ToolError(`One call can write at most ${STAGED_MAX_BYTES / 1024 / 1024} MiB. Split the work or the file.`)
  }

  #find(path: string): FileEntry | undefined {
    const change = this.#changes.get(path)
    return change ? change.file?.entry : this.#files.find(path)
  }

  /** The canonical path, where a file may lie as this call sees the workspace. Throws ToolError. */
  #freePath(given: string): string {
    const path = toolFilePath(given)
    const clash = this.#findClash(path)
    if (clash) throw new ToolError(clash)
    return path
  }

  #findClash(path: string): string | undefined {
    const above = parentsOf(path).find((parent) => this.#find(parent))
    if (above) return `"${above}" is a file, so nothing can lie below it. Choose another folder.`
    const isFolder = this.list(path).some((entry) => entry.path !== path)
    return isFolder ? `"${path}" is a folder. Choose another name for the file.` : undefined
  }

  #absence(path: string): string {
    const inside = this.list(path).map((entry) => entry.path)
    if (inside.length > 0) return `"${path}" is a folder. Files in it: ${some(inside)}.`
    const name = path.slice(path.lastIndexOf('/') + 1)
    const all = this.list('').map((entry) => entry.path)
    const alike = all.filter((other) => other === name || other.endsWith(`/${name}`))
    if (alike.length > 0) return `There is no file "${path}". Did you mean ${some(alike)}?`
    if (all.length === 0) return `There is no file "${path}": the workspace is empty.`
    return `There is no file "${path}". Files in the workspace: ${some(all)}.`
  }
}

function some(paths: string[]): string {
  const named = paths.slice(0, HINTS).map((path) => `"${path}"`)
  const more = paths.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
