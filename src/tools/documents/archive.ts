import { Unzip, type UnzipFile, UnzipInflate } from 'fflate'
import { ToolError } from '../../agent/tool'

/** Against archives made to exhaust memory. A text part of an office file packs 5 to 20 times. */
const MAX_ENTRIES = 1000
const MAX_UNPACKED_BYTES = 50_000_000
const MAX_RATIO = 100
/** A few kilobytes of blank XML may well pack more tightly than that, and do no harm. */
const RATIO_COUNTS_FROM_BYTES = 1_000_000

/** What one push can unpack to stays bounded by this: deflate gains at most a factor of 1,032. */
const PIECE_BYTES = 4096

/** The parts of a zip archive that `wants` names, unpacked. Sizes are those found, never those the archive claims. */
export function unpack(archive: Uint8Array, wants: (name: string) => boolean): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>()
  let entries = 0
  let unpackedBytes = 0

  const onFile = (file: UnzipFile) => {
    if (++entries > MAX_ENTRIES)
      throw new ToolError(`The document has more than ${MAX_ENTRIES} parts and was not opened.`)
    if (!wants(file.name)) return
    const pieces: Uint8Array[] = []
    file.ondata = (error, piece, final) => {
      if (error) throw error
      unpackedBytes += piece.length
      refuseBomb(unpackedBytes, archive.length)
      pieces.push(piece)
      if (final) parts.set(file.name, joined(pieces))
    }
    file.start()
  }

  const unzip = new Unzip(onFile)
  unzip.register(UnzipInflate)
  for (let at = 0; at < archive.length; at += PIECE_BYTES) {
    unzip.push(archive.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= archive.length)
  }
  return parts
}

function refuseBomb(unpackedBytes: number, packedBytes: number): void {
  const tight = unpackedBytes > RATIO_COUNTS_FROM_BYTES && unpackedBytes > packedBytes * MAX_RATIO
  if (unpackedBytes <= MAX_UNPACKED_BYTES && !tight) return
  throw new ToolError('The document unpacks to far more than its size and was not opened. Ask for a smaller one.')
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
