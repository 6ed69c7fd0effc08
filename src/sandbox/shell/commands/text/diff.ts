import { parseOptions } from '../options'
import { decode, Failure, program, type Run } from '../program'
import { hunksOf, inNormalForm, inUnifiedForm } from './hunks'

interface Rules {
  context: number | undefined
  isBrief: boolean
  tellsSame: boolean
  isDeep: boolean
  withNew: boolean
  ignore: { case: boolean; blanks: boolean; allBlanks: boolean; blankLines: boolean }
}

/** A diff of texts longer than this would hold everyone up. */
const MAX_BYTES = 4 * 1024 * 1024

/** The tool itself: no output and 0 for the same, 1 for different, 2 for trouble. */
export const diff = program('diff', async (run) => {
  const options = parseOptions(run.args, {
    flags: [
      'u',
      'unified',
      'q',
      'brief',
      's',
      'report-identical-files',
      'r',
      'recursive',
      'N',
      'new-file',
      'i',
      'ignore-case',
      'b',
      'ignore-space-change',
      'w',
      'ignore-all-space',
      'B',
      'ignore-blank-lines',
      'a',
      'text',
      'color',
      'strip-trailing-cr',
      'd',
      'minimal',
      'p',
    ],
    values: ['U', 'label', 'L', 'x', 'exclude'],
  })
  const [one, other] = options.words
  if (one === undefined || other === undefined) throw new Failure(`missing operand after 'diff'`, 2)
  const context = options.value('U') ?? (options.has('u', 'unified') ? '3' : undefined)
  const rules: Rules = {
    context: context === undefined ? undefined : Number(context),
    isBrief: options.has('q', 'brief'),
    tellsSame: options.has('s', 'report-identical-files'),
    isDeep: options.has('r', 'recursive'),
    withNew: options.has('N', 'new-file'),
    ignore: {
      case: options.has('i', 'ignore-case'),
      blanks: options.has('b', 'ignore-space-change'),
      allBlanks: options.has('w', 'ignore-all-space'),
      blankLines: options.has('B', 'ignore-blank-lines'),
    },
  }
  const labels = options.values('label', 'L')
  const isFolder = async (name: string) =>
    name !== '-' && (await run.context.fs.stat(run.path(name)).catch(() => undefined))?.isDirectory
  const [oneIs, otherIs] = [await isFolder(one), await isFolder(other)]
  if (oneIs && otherIs) return compareFolders(run, one, other, rules)
  const join = (folder: string, name: string) => `${folder.replace(/\/$/, '')}/${name.split('/').at(-1)}`
  return compareFiles(run, [oneIs ? join(one, other) : one, otherIs ? join(other, one) : other], rules, labels)
})

async function compareFolders(
  run: Run,
  one: string,
  other: string,
  rules: Rules,
): Promise<{ out: string; code: number }> {
  const { fs } = run.context
  const [some, others] = [await fs.readdir(run.path(one)), await fs.readdir(run.path(other))]
  let [out, code] = ['', 0]
  for (const name of [...new Set([...some, ...others])].sort()) {
    const [left, right] = [`${one.replace(/\/$/, '')}/${name}`, `${other.replace(/\/$/, '')}/${name}`]
    const only = !some.includes(name) ? other : !others.includes(name) ? one : undefined
    if (only !== undefined && !rules.withNew) {
      out += `Only in ${only}: ${name}\n`
      code = 1
      continue
    }
    const isFolder = async (path: string) => (await fs.stat(run.path(path)).catch(() => undefined))?.isDirectory
    if (await isFolder(only === other ? right : left)) {
      if (!rules.isDeep) out += `Common subdirectories: ${left} and ${right}\n`
      else {
        const inside = await compareFolders(run, left, right, rules)
        out += inside.out
        code ||= inside.code
      }
      continue
    }
    const result = await compareFiles(run, [left, right], rules, [])
    const switches = rules.context === undefined ? '-r' : '-ru'
    if (result.out !== '' && !rules.isBrief) out += `diff ${switches} ${left} ${right}\n`
    out += result.out
    code ||= result.code
  }
  return { out, code }
}

async function compareFiles(run: Run, [one, other]: [string, string], rules: Rules, labels: string[]) {
  const read = (name: string) =>
    run.read(name).catch((error: unknown) => {
      if (rules.withNew && error instanceof Failure) return new Uint8Array(0)
      throw error instanceof Failure ? new Failure(error.message, 2) : error
    })
  const [left, right] = [await read(one), await read(other)]
  if (left.length + right.length > MAX_BYTES)
    throw new Failure(`files of more than ${MAX_BYTES / 1024 / 1024} MiB together are not compared here; use cmp`, 2)
  if (left.includes(0) || right.includes(0)) {
    const same = left.length === right.length && left.every((byte, at) => byte === right[at])
    return same ? { out: '', code: 0 } : { out: `Binary files ${one} and ${other} differ\n`, code: 1 }
  }
  const [before, after] = [decode(left), decode(right)]
  const hunks = hunksOf(before, after, rules.context ?? 0, samenessOf(rules))
  const real = rules.ignore.blankLines ? hunks.filter(({ lines }) => lines.some((line) => /^[-+]./.test(line))) : hunks
  if (real.length === 0) return { out: rules.tellsSame ? `Files ${one} and ${other} are identical\n` : '', code: 0 }
  if (rules.isBrief) return { out: `Files ${one} and ${other} differ\n`, code: 1 }
  if (rules.context === undefined) return { out: real.map(inNormalForm).join(''), code: 1 }
  const heads = [labels[0] ?? (await headOf(run, one)), labels[1] ?? (await headOf(run, other))]
  return { out: `--- ${heads[0]}\n+++ ${heads[1]}\n${real.map(inUnifiedForm).join('')}`, code: 1 }
}

function samenessOf({ ignore }: Rules): (a: string, b: string) => boolean {
  const plain = (line: string) => {
    const blanks = ignore.allBlanks
      ? line.replace(/\s+/g, '')
      : ignore.blanks
        ? line.replace(/\s+/g, ' ').trimEnd()
        : line
    return ignore.case ? blanks.toLowerCase() : blanks
  }
  return (a, b) => a === b || plain(a) === plain(b)
}

async function headOf(run: Run, name: string): Promise<string> {
  const stat = await run.context.fs.stat(run.path(name)).catch(() => undefined)
  const time = (stat?.mtime ?? new Date()).toISOString().replace('T', ' ').replace('Z', '000000 +0000')
  return `${name}\t${time}`
}
