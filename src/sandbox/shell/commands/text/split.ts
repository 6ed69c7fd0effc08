import { sizeOf } from '../files/small'
import { parseOptions } from '../options'
import { Failure, program } from '../program'

const FILES_MAX = 1000

export const split = program('split', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['d', 'x', 'e', 'numeric-suffixes', 'verbose'],
    values: ['l', 'b', 'n', 'a', 'C', 'lines', 'bytes', 'number', 'suffix-length', 'additional-suffix'],
  })
  const [source = '-', prefix = 'x'] = options.words
  const bytes = await run.read(source)
  const pieces = piecesOf(bytes, {
    size: options.value('b', 'bytes', 'C'),
    count: options.value('n', 'number'),
    lines: Number(options.value('l', 'lines') ?? 1000),
  })
  if (pieces.length > FILES_MAX)
    throw new Failure(`that would make ${pieces.length} files; at most ${FILES_MAX} are made here`)
  const width = Number(options.value('a', 'suffix-length') ?? 2)
  const isNumbered = options.has('d', 'numeric-suffixes')
  for (const [at, piece] of pieces.entries()) {
    await run.write(prefix + suffix(at, width, isNumbered) + (options.value('additional-suffix') ?? ''), piece)
  }
  return {}
})

function piecesOf(
  bytes: Uint8Array,
  wish: { size: string | undefined; count: string | undefined; lines: number },
): Uint8Array[] {
  const { size, count, lines } = wish
  if (size !== undefined) return evenly(bytes, sizeOf(size))
  if (count !== undefined) return evenly(bytes, Math.ceil(bytes.length / Number(count.replace(/^[lr]\//, ''))))
  if (!(lines >= 1)) throw new Failure(`invalid number of lines: '${lines}'`)
  const pieces: Uint8Array[] = []
  let [start, seen] = [0, 0]
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (++seen % lines !== 0) continue
    pieces.push(bytes.subarray(start, at + 1))
    start = at + 1
  }
  return start < bytes.length ? [...pieces, bytes.subarray(start)] : pieces
}

function evenly(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
}

function suffix(at: number, width: number, isNumbered: boolean): string {
  if (isNumbered) return String(at).padStart(width, '0')
  return at
    .toString(26)
    .padStart(width, '0')
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
}
