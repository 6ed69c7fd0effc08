import { Inflate } from 'fflate'
import { Allowance, ARCHIVE_MAX_BYTES, ArchiveError, damaged } from './allowance'
import { joined } from './joined'
import { readDirectory, type ZipEntry } from './zip-directory'

export interface ArchivedFile {
  path: string
  isFolder: boolean
  /** What the archive claims; the truth shows when it is read. */
  sizeBytes: number
  /** Unpacks it. An archive inside is a file like any other: nothing here opens it. Throws ArchiveError. */
  read(): Uint8Array
}

const LOCAL_HEADER = 0x04034b50
const LOCAL_HEADER_BYTES = 30

/** What one push can unpack to stays bounded by this: deflate gains at most a factor of 1,032. */
const PIECE_BYTES = 4096

/**
 * Opens a zip archive that came from outside. All reads of its files together stay within its allowance. Throws
 * ArchiveError for one with more than 1,000 entries, a link, a name that leads out, a name twice, or entries that share
 * bytes, as those of a bomb do.
 */
export function unzip(archive: Uint8Array, maxBytes: number = ARCHIVE_MAX_BYTES): ArchivedFile[] {
  const allowance = new Allowance(archive.length, maxBytes)
  const entries = readDirectory(archive, allowance)
  refuseTwice(entries)
  const packed = packedPlaces(archive, entries)
  return entries.map((entry, index) => ({
    path: entry.path,
    isFolder: entry.isFolder,
    sizeBytes: entry.unpackedBytes,
    read: () => unpack(archive.subarray(...(packed[index] ?? [0, 0])), entry, allowance),
  }))
}

function refuseTwice(entries: ZipEntry[]): void {
  const seen = new Set<string>()
  for (const { path } of entries) {
    const plain = path.normalize('NFC')
    if (seen.has(plain)) {
      const shown = JSON.stringify(path.slice(0, 200))
      throw new ArchiveError(`The archive holds the name ${shown} twice. Ask for one that is packed anew.`)
    }
    seen.add(plain)
  }
}

type Place = [start: number, end: number]

/** Where the packed bytes of each entry lie. Entries that overlap unpack the same bytes again and again. */
function packedPlaces(archive: Uint8Array, entries: ZipEntry[]): Place[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const places = entries.map((entry) => placeOf(view, entry))
  const whole = entries.map(({ start }, index): Place => [start, places[index]?.[1] ?? start])
  whole.sort(([one], [other]) => one - other)
  for (const [index, [start]] of whole.entries()) {
    const before = whole[index - 1]
    if (before && start < before[1]) throw damaged()
  }
  return places
}

function placeOf(view: DataView, { start, packedBytes }: ZipEntry): Place {
  if (start + LOCAL_HEADER_BYTES > view.byteLength || view.getUint32(start, true) !== LOCAL_HEADER) throw damaged()
  const from = start + LOCAL_HEADER_BYTES + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
  if (from + packedBytes > view.byteLength) throw damaged()
  return [from, from + packedBytes]
}

function unpack(packed: Uint8Array, { method, unpackedBytes }: ZipEntry, allowance: Allowance): Uint8Array {
  if (method === 0) {
    allowance.addBytes(packed.length)
    return packed
  }
  if (method !== 8) throw new ArchiveError('The archive is packed by a method unknown here. Ask for a usual .zip.')
  const bytes = inflate(packed, allowance)
  if (bytes.length !== unpackedBytes) throw damaged()
  return bytes
}

function inflate(packed: Uint8Array, allowance: Allowance): Uint8Array {
  const pieces: Uint8Array[] = []
  const inflating = new Inflate((piece) => {
    allowance.addBytes(piece.length)
    pieces.push(piece)
  })
  try {
    for (let at = 0; at === 0 || at < packed.length; at += PIECE_BYTES) {
      inflating.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length)
    }
  } catch (error) {
    throw error instanceof ArchiveError ? error : damaged(error)
  }
  return joined(pieces)
}
