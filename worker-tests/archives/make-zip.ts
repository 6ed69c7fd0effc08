import { deflateSync, strToU8 } from 'fflate'

/** One entry as a liar may write it: every number of the central directory can be said otherwise. */
export interface Entry {
  name: string
  content?: string | Uint8Array
  method?: number
  madeBy?: number
  mode?: number
  flags?: number
  unpackedBytes?: number
  packedBytes?: number
  /** Where the directory says that its local header lies. */
  start?: number
  /** The three numbers above stand in a zip64 field. */
  zip64?: boolean
}

/** A zip archive, byte by byte after APPNOTE.TXT. */
export function makeZip(entries: Entry[], { zip64 = false }: { zip64?: boolean } = {}): Uint8Array {
  const locals: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const entry of entries) {
    const { name, content = '', method = 8 } = entry
    const bytes = typeof content === 'string' ? strToU8(content) : content
    const packed = method === 8 ? deflateSync(bytes, { level: 9 }) : bytes
    const sizes = { packed: entry.packedBytes ?? packed.length, unpacked: entry.unpackedBytes ?? bytes.length }
    const local = joined([
      header(0x04034b50, 30, [
        [6, entry.flags ?? 0],
        [8, method],
        [26, strToU8(name).length],
      ]),
      strToU8(name),
      packed,
    ])
    locals.push(local)
    directory.push(central(entry, method, { ...sizes, start: entry.start ?? at }))
    at += local.length
  }
  const central64 = joined(directory)
  const numbers = { entries: entries.length, size: central64.length, start: at }
  return joined([...locals, central64, ...(zip64 ? ends64(numbers) : [end(numbers)])])
}

interface Numbers {
  entries: number
  size: number
  start: number
}

function central(
  { name, madeBy = 3, mode = 0x81a4, flags = 0, zip64 = false }: Entry,
  method: number,
  { packed, unpacked, start }: { packed: number; unpacked: number; start: number },
): Uint8Array {
  const field = zip64 ? longs([unpacked, packed, start]) : new Uint8Array(0)
  const extra = zip64 ? joined([shorts([1, field.length]), field]) : field
  const head = header(0x02014b50, 46, [
    [4, 20 | (madeBy << 8)],
    [8, flags],
    [10, method],
    [28, strToU8(name).length],
    [30, extra.length],
    [40, mode],
  ])
  const view = new DataView(head.buffer)
  view.setUint32(20, zip64 ? 0xffffffff : packed, true)
  view.setUint32(24, zip64 ? 0xffffffff : unpacked, true)
  view.setUint32(42, zip64 ? 0xffffffff : start, true)
  return joined([head, strToU8(name), extra])
}

export function end({ entries, size, start }: Numbers): Uint8Array {
  const bytes = header(0x06054b50, 22, [
    [8, entries & 0xffff],
    [10, entries & 0xffff],
  ])
  const view = new DataView(bytes.buffer)
  view.setUint32(12, size, true)
  view.setUint32(16, start, true)
  return bytes
}

function ends64({ entries, size, start }: Numbers): Uint8Array[] {
  const end64 = header(0x06064b50, 56, [])
  end64.set(longs([44]), 4)
  end64.set(longs([entries, entries, size, start]), 24)
  const locator = header(0x07064b50, 20, [[16, 1]])
  locator.set(longs([start + size]), 8)
  return [end64, locator, end({ entries: 0xffff, size: 0xffffffff, start: 0xffffffff })]
}

function header(signature: number, length: number, fields: [at: number, value: number][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, signature, true)
  for (const [at, value] of fields) view.setUint16(at, value, true)
  return bytes
}

function shorts(values: number[]): Uint8Array {
  return new Uint8Array(new Uint16Array(values).buffer)
}

function longs(values: number[]): Uint8Array {
  return new Uint8Array(new BigUint64Array(values.map(BigInt)).buffer)
}

export function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
