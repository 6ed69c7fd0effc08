import { type Showcase, type ShownBytes, ToolError } from '../agent/tool'
import type { Attachment } from '../wire/attachments'
import type { FileEntry } from '../wire/files'
import type { Attachments } from './attachments'
import { type BlobPlace, type Blobs, GRACE_MS, INLINE_MAX_BYTES } from './blobs'
import { sha256Of } from './sha256'
import type { StagedFiles } from './staged-files'

/** What one call may keep to show beside its files, in memory and in number. */
const KEPT_MAX_BYTES = 16 * 1024 * 1024
const KEPT_MAX = 100

interface Staged extends Attachment {
  sha256: string
  /** Undefined where a blob has them already. */
  bytes: Uint8Array | undefined
  place: BlobPlace | undefined
}

interface Parts {
  attachments: Attachments
  blobs: Blobs
  files: StagedFiles
  now: () => number
  turnId: string
  invocationId: string
}

/**
 * What one call keeps to show. As with its files nobody else sees it before `commit`, which comes after that of the files
 * in the same transaction; `prepare`, too, comes after theirs.
 */
export class StagedAttachments implements Showcase {
  readonly #staged: Staged[] = []
  readonly #keys: string[] = []
  /** Without those of files, which have a limit of their own. */
  #ownBytes = 0

  constructor(private readonly parts: Parts) {}

  async keep({ name, type, content }: ShownBytes): Promise<Attachment> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice()
    this.#ownBytes += bytes.length
    if (this.#ownBytes > KEPT_MAX_BYTES) {
      throw new ToolError(`One call can show at most ${KEPT_MAX_BYTES / 1024 / 1024} MiB. Show less at once.`)
    }
    return this.#stage({ name, type, sizeBytes: bytes.length, sha256: await sha256Of(bytes), bytes })
  }

  keepFile({ path, type, sizeBytes, sha256 }: FileEntry, as: { type?: string } = {}): Attachment {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const bytes = this.parts.files.findStagedBytes(sha256)
    return this.#stage({ name, type: as.type ?? type, sizeBytes, sha256, bytes })
  }

  /** Bytes by which what the conversation holds changes beyond the sizes of its files. */
  growthBytes(): number {
    const { attachments, files } = this.parts
    const shown = new Set(this.#staged.map(({ sha256 }) => sha256))
    const touched = new Map([...files.touched(), ...this.#staged].map(({ sha256, sizeBytes }) => [sha256, sizeBytes]))
    let bytes = 0
    for (const [sha256, sizeBytes] of touched) {
      const wasNamed = attachments.isNamed(sha256)
      if (wasNamed && !files.wasNamed(sha256)) bytes -= sizeBytes
      if ((wasNamed || shown.has(sha256)) && !files.willName(sha256)) bytes += sizeBytes
    }
    return bytes
  }

  /** Puts what is too large for a row into R2. May be called again after a failure. */
  async prepare(): Promise<void> {
    const { blobs, files } = this.parts
    for (const each of this.#staged) {
      if (!each.bytes) blobs.keep(each.sha256)
      else if (each.bytes.length <= INLINE_MAX_BYTES) each.place = { bytes: each.bytes }
      else if (!each.place && !files.willClaim(each.sha256) && !blobs.keep(each.sha256)) {
        each.place = { key: await this.#upload(each.bytes) }
      }
    }
  }

  /** Throws ToolError where a file that was to be shown has lost its bytes meanwhile. */
  commit(): void {
    const { attachments, blobs, now, turnId, invocationId } = this.parts
    for (const { attachmentId, name, type, sizeBytes, sha256, place } of this.#staged) {
      if (place) blobs.claim({ sha256, sizeBytes, place })
      if (!blobs.findPlace(sha256)) throw new ToolError(`"${name}" was removed during this call. Try it again.`)
      attachments.add({ attachmentId, name, type, sha256, turnId, invocationId, createdAt: now() })
      blobs.settle(sha256)
    }
  }

  /** Gives back what `prepare` put into R2. */
  discard(): void {
    for (const key of this.#keys.splice(0)) this.parts.blobs.giveBack(key)
    this.#staged.length = 0
  }

  /** The id comes from the call's, so a call that runs again after a crash makes the same. */
  #stage(thing: Omit<Staged, 'attachmentId' | 'place'>): Attachment {
    if (this.#staged.length >= KEPT_MAX)
      throw new ToolError(`One call can show at most ${KEPT_MAX} things. Show fewer.`)
    const attachmentId = `att_${this.parts.invocationId}_${this.#staged.length + 1}`
    this.#staged.push({ ...thing, attachmentId, place: undefined })
    return { attachmentId, name: thing.name, type: thing.type, sizeBytes: thing.sizeBytes }
  }

  async #upload(bytes: Uint8Array): Promise<string> {
    const key = this.parts.blobs.reserveKey(this.parts.now() + GRACE_MS)
    this.#keys.push(key)
    await this.parts.blobs.write(key, bytes)
    return key
  }
}
