import { type Allowance, ArchiveError, damaged } from './allowance'
import { entryPath } from './entry-path'

/** One entry as the central directory has it (APPNOTE.TXT 6.3.10, 4.3.12). */
export interface ZipEntry {
  path: string
  isFolder: boolean
  /** 0 is stored, 8 is deflated. */
  method: number
  packedBytes: number
  unpackedBytes: number
  /** Where its local header begins. */
  start: number
}

const CENTRAL_HEADER = 0x02014b50
const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const END_BYTES = 22
const LOCATOR_BYTES = 20
const COMMENT_MAX_BYTES = 0xffff
/** In place of a number that stands in a zip64 field. */
const IN_ZIP64 = 0xffffffff

/** Reads by the central directory alone, so that no second reader can be shown other contents. Throws ArchiveError. */
export function readDirectory(archive: Uint8Array, allowance: Allowance): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    const { start, end } = findDirectory(view)
    const entries: ZipEntry[] = []
    for (let at = start; at < end; ) {
      if (view.getUint32(at, true) !== CENTRAL_HEADER) throw damaged()
      allowance.addEntry()
      entries.push(readEntry(archive, view, at))
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
      if (at > end) throw damaged()
    }
    return entries
  } catch (error) {
    // A number that leads past the end.
    throw error instanceof RangeError ? damaged(error) : error
  }
}

function findDirectory(view: DataView): { start: number; end: number } {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - COMMENT_MAX_BYTES); at -= 1) {
    if (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength) continue
    return directoryBefore(view, at)
  }
  throw damaged()
}

function directoryBefore(view: DataView, end: number): { start: number; end: number } {
  const hasLocator = end >= LOCATOR_BYTES && view.getUint32(end - LOCATOR_BYTES, true) === LOCATOR_64
  if (!hasLocator) return directoryAt(view.getUint32(end + 16, true), view.getUint32(end + 12, true), end)
  const end64 = wholeNumber(view, end - LOCATOR_BYTES + 8)
  if (view.getUint32(end64, true) !== END_64) throw damaged()
  return directoryAt(wholeNumber(view, end64 + 48), wholeNumber(view, end64 + 40), end64)
}

/** It ends where what tells of it begins: nothing lies between, and nothing is read twice. */
function directoryAt(start: number, sizeBytes: number, end: number): { start: number; end: number } {
  if (start + sizeBytes !== end) throw damaged()
  return { start, end }
}

function readEntry(archive: Uint8Array, view: DataView, at: number): ZipEntry {
  const nameEnd = at + 46 + view.getUint16(at + 28, true)
  const name = nameOf(archive.subarray(at + 46, nameEnd))
  refuseStrange(name, {
    madeBy: view.getUint8(at + 5),
    flags: view.getUint16(at + 8, true),
    mode: view.getUint16(at + 40, true),
  })
  const zip64 = zip64Field(view, nameEnd, nameEnd + view.getUint16(at + 30, true))
  const numberAt = (place: number) => {
    const number = view.getUint32(place, true)
    return number === IN_ZIP64 ? zip64() : number
  }
  const unpackedBytes = numberAt(at + 24)
  const packedBytes = numberAt(at + 20)
  const start = numberAt(at + 42)
  return {
    path: entryPath(name),
    isFolder: name.endsWith('/'),
    method: view.getUint16(at + 10, true),
    packedBytes,
    unpackedBytes,
    start,
  }
}

/** The numbers of the zip64 field one after the other, in the order of 4.5.3. */
function zip64Field(view: DataView, from: number, to: number): () => number {
  let at = from
  while (at + 4 <= to && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true)
  const end = at + 4 <= to ? Math.min(to, at + 4 + view.getUint16(at + 2, true)) : 0
  at += 4
  return () => {
    if (at + 8 > end) throw damaged()
    at += 8
    return wholeNumber(view, at - 8)
  }
}

function wholeNumber(view: DataView, at: number): number {
  const number = Number(view.getBigUint64(at, true))
  if (number > view.byteLength * 2000) throw damaged()
  return number
}

const UNIX_LIKE = new Set([3, 19])
const KIND = 0xf000
const PLAIN = new Set([0, 0x8000, 0x4000])

function refuseStrange(name: string, { madeBy, flags, mode }: { madeBy: number; flags: number; mode: number }): void {
  const shown = JSON.stringify(name.slice(0, 200))
  if ((flags & 0x2041) !== 0) throw new ArchiveError('The archive is locked by a password. Ask for an unlocked one.')
  if (!UNIX_LIKE.has(madeBy) || PLAIN.has(mode & KIND)) return
  throw new ArchiveError(`The archive holds a link or a device, ${shown}. It was not opened; ask for plain files.`)
}

/** UTF-8, which nearly all write, marked or not; else byte by byte. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}
