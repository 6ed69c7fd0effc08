import { Allowance, ArchiveError, damaged } from '../../../../archives/allowance'
import { entryPath } from '../../../../archives/entry-path'
import { joined } from '../../../../archives/joined'

/** POSIX ustar (IEEE 1003.1, pax, "ustar Interchange Format"): blocks of 512 bytes, a header before each file. */
const BLOCK = 512

export interface TarEntry {
  path: string
  kind: 'file' | 'folder'
  mode: number
  /** Epoch milliseconds. */
  modifiedAt: number
  bytes: Uint8Array
}

/** Throws ArchiveError for links, names that lead out, and past the limits of an archive. */
export function readTar(archive: Uint8Array, packedBytes = archive.length): TarEntry[] {
  const allowance = new Allowance(packedBytes)
  const entries: TarEntry[] = []
  let longName: string | undefined
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) break
    if (sumOf(header) !== octal(header, 148, 8)) throw damaged()
    const size = octal(header, 124, 12)
    const bytes = archive.subarray(at + BLOCK, at + BLOCK + size)
    if (bytes.length < size) throw damaged()
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L') longName = text(bytes, 0, size)
    else if (type === 'x') longName = paxPath(bytes) ?? longName
    else if (type !== 'g' && type !== 'K') {
      allowance.addEntry()
      allowance.addBytes(size)
      const name = longName ?? nameOf(header)
      longName = undefined
      if (!'\u0000057'.includes(type))
        throw new ArchiveError(
          `The archive holds a link or a device, "${name}". It was not opened; ask for plain files.`,
        )
      const isFolder = type === '5' || name.endsWith('/')
      entries.push({
        path: entryPath(name),
        kind: isFolder ? 'folder' : 'file',
        mode: octal(header, 100, 8) & 0o7777,
        modifiedAt: octal(header, 136, 12) * 1000,
        bytes,
      })
    }
  }
  return entries
}

export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const blocks: Uint8Array[] = []
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.path + (entry.kind === 'folder' ? '/' : ''))
    if (name.length > 100)
      blocks.push(
        ...withContent(
          headerOf({ ...entry, path: '././@LongLink' }, 'L', name.length + 1),
          new Uint8Array([...name, 0]),
        ),
      )
    blocks.push(...withContent(headerOf(entry, entry.kind === 'folder' ? '5' : '0', entry.bytes.length), entry.bytes))
  }
  blocks.push(new Uint8Array(BLOCK * 2))
  return joined(blocks)
}

function withContent(header: Uint8Array, bytes: Uint8Array): Uint8Array[] {
  return [header, bytes, new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK - bytes.length)]
}

function headerOf({ path, kind, mode, modifiedAt }: TarEntry, type: string, size: number): Uint8Array {
  const header = new Uint8Array(BLOCK)
  const put = (at: number, value: string | Uint8Array) =>
    header.set(typeof value === 'string' ? new TextEncoder().encode(value) : value, at)
  const number = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`
  put(0, new TextEncoder().encode(path + (kind === 'folder' && type === '5' ? '/' : '')).subarray(0, 100))
  put(100, number(mode, 8))
  put(108, number(1000, 8))
  put(116, number(1000, 8))
  put(124, number(size, 12))
  put(136, number(Math.floor(modifiedAt / 1000), 12))
  put(156, type)
  put(257, 'ustar\x0000')
  put(265, 'user')
  put(297, 'user')
  put(148, `${sumOf(header).toString(8).padStart(6, '0')}\0 `)
  return header
}

/** The sum of the header's bytes, its own field counted as blanks. */
function sumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
}

function octal(header: Uint8Array, at: number, length: number): number {
  const digits = text(header, at, length).trim()
  if (!/^[0-7]*$/.test(digits)) throw damaged()
  return Number.parseInt(digits || '0', 8)
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
  return (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100)
}

/** "%d path=%s\n" among the records of a pax header. */
function paxPath(bytes: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(bytes))?.[1]
}
