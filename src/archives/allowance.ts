/** An archive that is not opened, or not further: the message is a sentence with a next step. */
export class ArchiveError extends Error {
  override name = 'ArchiveError'
}

export const ARCHIVE_MAX_ENTRIES = 1000
export const ARCHIVE_MAX_BYTES = 200_000_000
const MAX_RATIO = 100
/** A few kilobytes of blanks may well pack more tightly than that, and do no harm. */
const RATIO_COUNTS_FROM_BYTES = 1_000_000

/**
 * What one archive may still unpack to, of whatever format. Tell it each entry before it is looked at, and all bytes as
 * they come out: what a header claims counts for nothing. Throws ArchiveError past a limit.
 */
export class Allowance {
  #entries = 0
  #bytes = 0

  constructor(
    private readonly packedBytes: number,
    private readonly maxBytes: number = ARCHIVE_MAX_BYTES,
  ) {}

  addEntry(): void {
    this.#entries += 1
    if (this.#entries > ARCHIVE_MAX_ENTRIES) {
      throw new ArchiveError(`The archive has more than ${ARCHIVE_MAX_ENTRIES} entries. Ask for a smaller one.`)
    }
  }

  addBytes(count: number): void {
    this.#bytes += count
    const isTight = this.#bytes > RATIO_COUNTS_FROM_BYTES && this.#bytes > this.packedBytes * MAX_RATIO
    if (isTight || this.#bytes > this.maxBytes) {
      throw new ArchiveError('The archive unpacks to far more than its size. Ask for a smaller one.')
    }
  }
}

export function damaged(cause?: unknown): ArchiveError {
  return new ArchiveError('The archive is damaged, or none at all. Ask for it again.', { cause })
}
