import { parseOptions } from '../options'
import { program } from '../program'
import { sizeOf } from './small'

const hex = (byte: number) => byte.toString(16).padStart(2, '0')
const letter = (byte: number) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')

export const xxd = program('xxd', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['p', 'r', 'u', 'i', 'b', 'ps', 'plain'],
    values: ['l', 'c', 's', 'g', 'n'],
  })
  const input = await run.read(options.words[0] ?? '-')
  if (options.has('r')) return { out: bytesOf(new TextDecoder().decode(input), options.has('p', 'ps', 'plain')) }
  const start = sizeOf(options.value('s') ?? '0')
  const length = options.value('l')
  const bytes = input.subarray(start, length === undefined ? undefined : start + sizeOf(length))
  if (options.has('p', 'ps', 'plain'))
    return {
      out: rows(bytes, Number(options.value('c') ?? 30))
        .map((row) => `${row.map(hex).join('')}\n`)
        .join(''),
    }
  const columns = Number(options.value('c') ?? 16)
  const group = Number(options.value('g') ?? 2)
  const width = columns * 2 + Math.ceil(columns / group)
  const lines = rows(bytes, columns).map((row, at) => {
    const pairs = row.map((byte, index) => hex(byte) + ((index + 1) % group === 0 ? ' ' : '')).join('')
    return `${(start + at * columns).toString(16).padStart(8, '0')}: ${pairs.padEnd(width)} ${row.map(letter).join('')}\n`
  })
  return {
    out: options.has('u')
      ? lines.map((line) => line.slice(0, 10 + width).toUpperCase() + line.slice(10 + width)).join('')
      : lines.join(''),
  }
})

export const hexdump = program('hexdump', async (run) => {
  const options = parseOptions(run.args, { flags: ['C', 'v', 'canonical'], values: ['n', 's'] })
  const start = sizeOf(options.value('s') ?? '0')
  const length = options.value('n')
  const bytes = (await run.read(options.words[0] ?? '-')).subarray(
    start,
    length === undefined ? undefined : start + sizeOf(length),
  )
  const isCanonical = options.has('C', 'canonical')
  const lines = rows(bytes, 16).map((row, at) => {
    const place = (start + at * 16).toString(16).padStart(isCanonical ? 8 : 7, '0')
    if (!isCanonical) return `${place} ${words(row).join(' ')}\n`
    const [left, right] = [row.slice(0, 8), row.slice(8)]
    const pairs = `${left.map(hex).join(' ').padEnd(23)}  ${right.map(hex).join(' ').padEnd(23)}`
    return `${place}  ${pairs}  |${row.map(letter).join('')}|\n`
  })
  const end = bytes.length === 0 ? '' : `${(start + bytes.length).toString(16).padStart(isCanonical ? 8 : 7, '0')}\n`
  return { out: lines.join('') + end }
})

const NAMED = ['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr']
const ESCAPED: Record<number, string> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}

export const od = program('od', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['c', 'b', 'x', 'o', 'd', 'a', 'v', 'output-duplicates'],
    values: ['A', 't', 'N', 'j', 'w', 'address-radix', 'format', 'read-bytes', 'skip-bytes'],
  })
  const start = sizeOf(options.value('j', 'skip-bytes') ?? '0')
  const length = options.value('N', 'read-bytes')
  const bytes = (await run.read(options.words[0] ?? '-')).subarray(
    start,
    length === undefined ? undefined : start + sizeOf(length),
  )
  const kind =
    options.value('t', 'format') ??
    (options.has('c') ? 'c' : options.has('b') ? 'o1' : options.has('x') ? 'x2' : options.has('a') ? 'a' : 'o2')
  const radix = options.value('A', 'address-radix') ?? 'o'
  const place = (at: number) =>
    radix === 'n' ? '' : at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0')
  const columns = Number(options.value('w') ?? 16)
  const lines = rows(bytes, columns).map((row, at) => `${place(start + at * columns)}${unitsOf(row, kind).join('')}\n`)
  const end = radix === 'n' ? '' : `${place(start + bytes.length)}\n`
  return { out: lines.join('') + end }
})

function unitsOf(row: number[], kind: string): string[] {
  if (kind.startsWith('c'))
    return row.map((byte) =>
      (
        ESCAPED[byte] ?? (byte < 127 && byte > 31 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
      ).padStart(4),
    )
  if (kind.startsWith('a')) return row.map((byte) => (byte === 32 ? 'sp' : (NAMED[byte] ?? letter(byte))).padStart(4))
  const size = Number(/\d/.exec(kind)?.[0] ?? (kind.length > 1 ? 1 : 4))
  const base = kind.startsWith('x') ? 16 : kind.startsWith('o') ? 8 : 10
  const width = (256 ** size - 1).toString(base).length
  return Array.from({ length: Math.ceil(row.length / size) }, (_, at) => {
    const value = row.slice(at * size, (at + 1) * size).reduceRight((sum, byte) => sum * 256 + byte, 0)
    return ` ${value.toString(base).padStart(width, base === 10 ? ' ' : '0')}`
  })
}

function words(row: number[]): string[] {
  return unitsOf(row, 'x2').map((unit) => unit.slice(1))
}

function rows(bytes: Uint8Array, columns: number): number[][] {
  return Array.from({ length: Math.ceil(bytes.length / columns) }, (_, at) => [
    ...bytes.subarray(at * columns, (at + 1) * columns),
  ])
}

function bytesOf(text: string, isPlain: boolean): Uint8Array {
  const pairs = isPlain
    ? text
    : text
        .split('\n')
        .map((line) => /^[0-9a-f]+: ((?:[0-9a-f]{2} ?)+)/i.exec(line)?.[1] ?? '')
        .join('')
  return Uint8Array.from(pairs.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
