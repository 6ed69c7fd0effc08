import { parseOptions } from '../options'
import { Failure, program, type Run, reasonOf } from '../program'
import { human } from './ls'

/** A disk gives space by blocks of this. */
const BLOCK = 4096

export const du = program('du', async (run) => {
  const options = parseOptions(run.args, {
    flags: [
      'a',
      'b',
      'c',
      'h',
      'k',
      'm',
      's',
      'x',
      'L',
      '0',
      'all',
      'bytes',
      'total',
      'human-readable',
      'summarize',
      'apparent-size',
      'si',
    ],
    values: ['d', 'max-depth', 'B', 'block-size', 'exclude'],
  })
  const isExact = options.has('b', 'bytes', 'apparent-size')
  const depthMax = options.has('s', 'summarize')
    ? 0
    : Number(options.value('d', 'max-depth') ?? Number.POSITIVE_INFINITY)
  const show = (bytes: number) =>
    options.has('h', 'human-readable')
      ? human(bytes)
      : options.has('b', 'bytes')
        ? String(bytes)
        : String(Math.ceil(bytes / (options.has('m') ? 1024 ** 2 : 1024)))
  const lines: string[] = []
  const visit = async (path: string, name: string, depth: number): Promise<number> => {
    const stat = await run.context.fs.lstat(path)
    let bytes = isExact ? stat.size : Math.ceil(stat.size / BLOCK) * BLOCK
    if (stat.isDirectory)
      for (const child of await run.context.fs.readdir(path))
        bytes += await visit(`${path}/${child}`, `${name.replace(/\/$/, '')}/${child}`, depth + 1)
    if (depth <= depthMax && (stat.isDirectory || depth === 0 || options.has('a', 'all')))
      lines.push(`${show(bytes)}\t${name}\n`)
    return bytes
  }
  const total = await sumOf(run, options.words.length > 0 ? options.words : ['.'], visit)
  return { out: lines.join('') + (options.has('c', 'total') ? `${show(total)}\ttotal\n` : '') }
})

async function sumOf(
  run: Run,
  names: readonly string[],
  visit: (path: string, name: string, depth: number) => Promise<number>,
): Promise<number> {
  let total = 0
  for (const name of names) {
    total += await visit(run.path(name), name, 0).catch((error: unknown) => {
      throw new Failure(`cannot access '${name}': ${reasonOf(error)}`)
    })
  }
  return total
}
