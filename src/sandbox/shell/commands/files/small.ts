import { parseOptions } from '../options'
import { Failure, program, reasonOf } from '../program'

export const mktemp = program('mktemp', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['d', 'q', 'u', 't', 'directory', 'quiet', 'dry-run', 'tmpdir'],
    values: ['p', 'suffix'],
  })
  const template = (options.words[0] ?? 'tmp.XXXXXXXXXX') + (options.value('suffix') ?? '')
  const marks = /X{3,}(?=[^X]*$)/.exec(template)?.[0]
  if (marks === undefined) throw new Failure(`too few X's in template '${template}'`)
  const letters = crypto.getRandomValues(new Uint8Array(marks.length))
  const name = template.replace(marks, Array.from(letters, (byte) => ALPHABET[byte % ALPHABET.length]).join(''))
  const isBare = options.words.length === 0 || options.has('t', 'tmpdir') || options.value('p') !== undefined
  const path = isBare ? `${options.value('p') ?? '/tmp'}/${name}` : name
  const { fs } = run.context
  if (options.has('d', 'directory')) await fs.mkdir(run.path(path))
  else if (!options.has('u', 'dry-run')) await fs.writeFile(run.path(path), '')
  return { out: `${path}\n` }
})

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const realpath = program('realpath', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['e', 'm', 's', 'q', 'z', 'L', 'P', 'canonicalize-existing', 'canonicalize-missing', 'no-symlinks', 'quiet'],
    values: ['relative-to', 'relative-base'],
  })
  const base = options.value('relative-to')
  let out = ''
  for (const name of options.words) {
    const path = run.path(name)
    const real = await run.context.fs.realpath(path).catch((error: unknown) => {
      if (options.has('e', 'canonicalize-existing')) throw new Failure(`${name}: ${reasonOf(error)}`)
      return path
    })
    out += `${base === undefined ? real : relative(run.path(base), real)}\n`
  }
  return { out }
})

function relative(from: string, to: string): string {
  const [base, names] = [from.split('/').filter(Boolean), to.split('/').filter(Boolean)]
  const shared = names.findIndex((name, at) => name !== base[at])
  const common = shared < 0 ? Math.min(names.length, base.length) : shared
  return [...base.slice(common).map(() => '..'), ...names.slice(common)].join('/') || '.'
}

export const cmp = program('cmp', async (run) => {
  const options = parseOptions(run.args, { flags: ['s', 'quiet', 'silent', 'b', 'l'], values: ['n', 'i'] })
  const [one, other = '-'] = options.words
  if (one === undefined) throw new Failure('missing operand', 2)
  const [left, right] = [await run.read(one), await run.read(other)]
  const at = left.findIndex((byte, index) => byte !== right[index])
  if (at < 0 && left.length === right.length) return {}
  if (options.has('s', 'quiet', 'silent')) return { code: 1 }
  if (at < 0 || at >= right.length) {
    const short = left.length < right.length ? one : other
    const { length } = left.length < right.length ? left : right
    return { err: `cmp: EOF on ${short} after byte ${length}\n`, code: 1 }
  }
  const line = left.subarray(0, at).filter((byte) => byte === 10).length + 1
  return { out: `${one} ${other} differ: byte ${at + 1}, line ${line}\n`, code: 1 }
})

const SIZE_UNITS: Record<string, number> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  K: 1024,
  KB: 1000,
  M: 1024 ** 2,
  MB: 1e6,
  G: 1024 ** 3,
}

export function sizeOf(text: string): number {
  const match = /^(\d+)([a-zA-Z]*)$/.exec(text)
  const unit = SIZE_UNITS[(match?.[2] ?? '?').replace(/^k/, 'K').replace('iB', '')]
  if (!match || unit === undefined) throw new Failure(`invalid number: '${text}'`)
  return Number(match[1]) * unit
}

export const truncate = program('truncate', async (run) => {
  const options = parseOptions(run.args, { flags: ['c', 'no-create'], values: ['s', 'size', 'r', 'reference'] })
  const size = options.value('s', 'size') ?? ''
  for (const name of options.words) {
    const before = await run.read(name).catch(() => new Uint8Array(0))
    const change = sizeOf(size.replace(/^[-+]/, ''))
    const length = size.startsWith('+')
      ? before.length + change
      : size.startsWith('-')
        ? Math.max(0, before.length - change)
        : change
    const after = new Uint8Array(refuseLarge(length))
    after.set(before.subarray(0, length))
    await run.write(name, after)
  }
  return {}
})

const MADE_MAX_BYTES = 32 * 1024 * 1024

function refuseLarge(sizeBytes: number): number {
  if (sizeBytes > MADE_MAX_BYTES) throw new Failure('No space left on device: 32 MiB is the most here')
  return sizeBytes
}

export const dd = program('dd', async (run) => {
  const given = Object.fromEntries(run.args.map((arg) => arg.split(/=(.*)/s).slice(0, 2)))
  const block = sizeOf(given.bs ?? given.ibs ?? '512')
  const skip = sizeOf(given.skip ?? '0') * block
  const source = String(given.if ?? '-')
  const limit = given.count === undefined ? undefined : sizeOf(given.count) * block
  const bytes = ENDLESS.has(source)
    ? endless(source, refuseLarge(limit ?? Number.POSITIVE_INFINITY))
    : (await run.read(source)).subarray(skip)
  const taken = bytes.subarray(0, limit)
  const err =
    given.status === 'none'
      ? ''
      : `${Math.floor(taken.length / block)}+${taken.length % block ? 1 : 0} records out\n${taken.length} bytes copied\n`
  if (given.of === undefined) return { out: taken, err }
  await run.write(String(given.of), taken)
  return { err }
})

const ENDLESS = new Set(['/dev/zero', '/dev/urandom', '/dev/random'])

function endless(source: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  const step = 65_536
  if (source !== '/dev/zero')
    for (let at = 0; at < length; at += step) crypto.getRandomValues(bytes.subarray(at, at + step))
  return bytes
}

export const unlink = program('unlink', async (run) => {
  for (const name of run.args) {
    await run.context.fs.rm(run.path(name)).catch((error: unknown) => {
      throw new Failure(`cannot unlink '${name}': ${reasonOf(error)}`)
    })
  }
  return {}
})

export const install = program('install', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['d', 'D', 'v', 'p', 'C', 'directory'],
    values: ['m', 'mode', 'o', 'g', 't'],
  })
  const { fs } = run.context
  const mode = Number.parseInt(options.value('m', 'mode') ?? '755', 8)
  if (options.has('d', 'directory')) {
    for (const name of options.words) await fs.mkdir(run.path(name), { recursive: true })
    return {}
  }
  const target = options.value('t') ?? options.words.pop() ?? ''
  const isFolder = (await fs.stat(run.path(target)).catch(() => undefined))?.isDirectory
  for (const name of options.words) {
    const path = isFolder ? `${target}/${name.split('/').at(-1)}` : target
    if (options.has('D')) await fs.mkdir(run.path(path).replace(/\/[^/]*$/, '') || '/', { recursive: true })
    await run.write(path, await run.read(name))
    await fs.chmod(run.path(path), mode)
  }
  return {}
})
