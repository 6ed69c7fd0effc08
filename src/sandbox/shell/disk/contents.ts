import type { WorkspaceFiles } from '../../../agent/tool'
import type { FileEntry } from '../../../wire/files'

/** A file of the workspace comes into memory whole, and a Durable Object has 128 MB for everything. */
const MAX_MIB = 32
const READ_MAX_BYTES = MAX_MIB * 1024 * 1024

/** Small files are kept in memory once read: a loop reads the same one again and again. */
const KEPT_MAX_BYTES = 1024 * 1024

/** What a file on the disk holds. */
export interface Contents {
  readonly sizeBytes: number
  /** Not to be written to. Throws an error of the disk where it is too large. */
  bytes(): Promise<Uint8Array>
}

/** A file of the workspace that the call has not written: read when it is asked for. */
export class Untouched implements Contents {
  #bytes: Uint8Array | undefined

  constructor(
    readonly entry: FileEntry,
    private readonly files: WorkspaceFiles,
    private readonly onRefused: (sentence: string) => void,
  ) {}

  get sizeBytes(): number {
    return this.entry.sizeBytes
  }

  async bytes(): Promise<Uint8Array> {
    if (this.#bytes) return this.#bytes
    if (this.sizeBytes > READ_MAX_BYTES) {
      // Told apart from the command's own words, since most commands say "No such file" of any failure.
      this.onRefused(
        `"${this.entry.path}" is larger than the ${MAX_MIB} MiB that a command can open. It can be moved or removed.`,
      )
      throw new Error(`EFBIG: file too large, read '${this.entry.path}'`)
    }
    const bytes = await (await this.files.read(this.entry.path)).bytes()
    if (bytes.length <= KEPT_MAX_BYTES) this.#bytes = bytes
    return bytes
  }
}

/** Bytes that the call made. Appending is cheap, and never changes what a reader already holds. */
export class Written implements Contents {
  #buffer: Uint8Array
  #length: number

  constructor(bytes: Uint8Array) {
    this.#buffer = bytes
    this.#length = bytes.length
  }

  get sizeBytes(): number {
    return this.#length
  }

  async bytes(): Promise<Uint8Array> {
    return this.view
  }

  /** The same bytes at once. */
  get view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(length, this.#buffer.length * 2))
      grown.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#length)
    this.#length = length
  }

  /** The same bytes, to grow apart from here on. */
  copy(): Written {
    return new Written(this.#buffer.subarray(0, this.#length))
  }
}
