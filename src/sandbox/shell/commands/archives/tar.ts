import { ArchiveError } from '../../../../archives/allowance'
import { gunzipSync, gzipSync } from '../../zlib'
import { parseOptions } from '../options'
import { Failure, linesOf, type Output, program, Run } from '../program'
import { filesBelow } from './files-below'
import { readTar, type TarEntry, writeTar } from './tar-format'

/** What a compressed archive may unpack to in memory here. */
const UNPACKED_MAX_BYTES = 48 * 1024 * 1024

type Options = ReturnType<typeof parseOptions>

export const tar = program('tar', async (given): Promise<Output> => {
  // Its oldest way of writing options has no dash: `tar xzf a.tgz`.
  const [first = '', ...rest] = given.args
  const isBare = /^[cxtruAvzjJfkpmoC]+$/.test(first) && /[cxtru]/.test(first)
  const args = isBare ? undashed(first, rest) : [...given.args]
  const options = parseOptions(args, {
    flags: [
      ...'cxtruvzjJakpmohOPSn',
      'create',
      'extract',
      'get',
      'list',
      'append',
      'verbose',
      'gzip',
      'gunzip',
      'bzip2',
      'xz',
      'auto-compress',
      'to-stdout',
      'keep-old-files',
      'overwrite',
      'no-recursion',
      'wildcards',
      'no-same-owner',
      'no-same-permissions',
      'preserve-permissions',
      'dereference',
      'absolute-names',
      'numeric-owner',
      'totals',
    ],
    values: [
      'f',
      'file',
      'C',
      'directory',
      'X',
      'T',
      'files-from',
      'exclude',
      'strip-components',
      'transform',
      'xform',
      'owner',
      'group',
      'mode',
      'mtime',
      'sort',
      'format',
      'exclude-from',
      'I',
      'warning',
    ],
  })
  if (options.has('j', 'bzip2', 'J', 'xz')) throw new Failure('only gzip (-z) is here for packing', 2)
  const folder = options.value('C', 'directory')
  const run = folder === undefined ? given : new Run(given.args, { ...given.context, cwd: given.path(folder) })
  try {
    if (options.has('c', 'create')) return await create(given, run, options)
    if (options.has('x', 'extract', 'get')) return await extract(given, run, options)
    if (options.has('t', 'list')) return await list(given, options)
  } catch (error) {
    if (error instanceof ArchiveError) throw new Failure(error.message, 2)
    throw error
  }
  throw new Failure('You must specify one of the "-ctx" options', 2)
})

function undashed(letters: string, rest: readonly string[]): string[] {
  const values = [...letters].filter((letter) => 'fC'.includes(letter))
  const plain = [...letters].filter((letter) => !'fC'.includes(letter)).join('')
  return [`-${plain}`, ...values.flatMap((letter, at) => [`-${letter}`, rest[at] ?? '']), ...rest.slice(values.length)]
}

async function create(given: Run, run: Run, options: Options): Promise<Output> {
  const excluded = options.values('exclude').map(globPattern)
  const named = options.value('T', 'files-from')
  const names = [...options.words, ...(named === undefined ? [] : linesOf(await given.readText(named)))]
  if (names.length === 0) throw new Failure('Cowardly refusing to create an empty archive', 2)
  const archive = options.value('f', 'file') ?? '-'
  const entries: TarEntry[] = []
  for (const name of names) {
    for (const found of await filesBelow(run, name, !options.has('no-recursion'))) {
      const isExcluded = excluded.some(
        (pattern) => pattern.test(found.name) || found.name.split('/').some((part) => pattern.test(part)),
      )
      if (isExcluded || run.path(found.name) === given.path(archive)) continue
      const bytes = found.isFolder ? new Uint8Array(0) : await run.read(found.name)
      entries.push({
        path: found.name.replace(/^\/+/, ''),
        kind: found.isFolder ? 'folder' : 'file',
        mode: found.mode,
        modifiedAt: found.modifiedAt,
        bytes,
      })
    }
  }
  const isPacked = options.has('z', 'gzip') || (options.has('a', 'auto-compress') && /\.t?gz$/.test(archive))
  const bytes = isPacked ? gzipSync(writeTar(entries)) : writeTar(entries)
  const told = options.has('v', 'verbose') ? entries.map((entry) => `${shownName(entry)}\n`).join('') : ''
  if (archive === '-') return { out: bytes, err: told }
  await given.write(archive, bytes)
  return { out: told }
}

async function extract(given: Run, run: Run, options: Options): Promise<Output> {
  const { fs } = run.context
  const strip = Number(options.value('strip-components') ?? 0)
  let [told, out] = ['', new Uint8Array(0)]
  for (const entry of await wantedEntries(given, options)) {
    const path = entry.path.split('/').slice(strip).join('/')
    if (options.has('v', 'verbose')) told += `${shownName(entry)}\n`
    if (options.has('O', 'to-stdout')) {
      out = new Uint8Array([...out, ...entry.bytes])
      continue
    }
    if (path === '') continue
    const folder = entry.kind === 'folder' ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (folder !== '') await fs.mkdir(run.path(folder), { recursive: true })
    if (entry.kind === 'folder') continue
    if (options.has('k', 'keep-old-files') && (await fs.exists(run.path(path)))) continue
    await run.write(path, entry.bytes)
    await fs.chmod(run.path(path), entry.mode || 0o644)
    await fs.utimes(run.path(path), new Date(entry.modifiedAt), new Date(entry.modifiedAt))
  }
  return options.has('O', 'to-stdout') ? { out } : { out: told }
}

async function list(given: Run, options: Options): Promise<Output> {
  const entries = await wantedEntries(given, options)
  const line = (entry: TarEntry) => {
    if (!options.has('v', 'verbose')) return shownName(entry)
    const letters = [...'rwxrwxrwx'].map((letter, at) => ((entry.mode >> (8 - at)) & 1 ? letter : '-')).join('')
    const time = new Date(entry.modifiedAt).toISOString().slice(0, 16).replace('T', ' ')
    return `${entry.kind === 'folder' ? 'd' : '-'}${letters} user/user ${String(entry.bytes.length).padStart(9)} ${time} ${shownName(entry)}`
  }
  return { out: entries.map((entry) => `${line(entry)}\n`).join('') }
}

async function wantedEntries(given: Run, options: Options): Promise<TarEntry[]> {
  const packed = await given.read(options.value('f', 'file') ?? '-')
  const isPacked = packed[0] === 0x1f && packed[1] === 0x8b
  const entries = readTar(isPacked ? unpacked(packed) : packed, packed.length)
  const wanted = options.words.map((word) => word.replace(/\/$/, ''))
  const excluded = options.values('exclude').map(globPattern)
  const isWanted = (path: string) =>
    wanted.length === 0 ||
    wanted.some((word) => path === word || path.startsWith(`${word}/`) || globPattern(word).test(path))
  const missing = wanted.find(
    (word) => !entries.some(({ path }) => path === word || path.startsWith(`${word}/`) || globPattern(word).test(path)),
  )
  if (missing !== undefined) throw new Failure(`${missing}: Not found in archive`, 2)
  return entries.filter(
    ({ path }) =>
      isWanted(path) &&
      !excluded.some((pattern) => pattern.test(path) || path.split('/').some((part) => pattern.test(part))),
  )
}

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: UNPACKED_MAX_BYTES })
  } catch (error) {
    if (error instanceof RangeError)
      throw new Failure(`the archive unpacks to more than ${UNPACKED_MAX_BYTES / 1024 / 1024} MiB`, 2)
    throw new Failure('gzip: stdin: not in gzip format, or cut short', 2)
  }
}

function shownName({ path, kind }: TarEntry): string {
  return path + (kind === 'folder' ? '/' : '')
}

/** Whether names fit a glob of `*` and `?`. Steps are at most the product of both lengths, whatever the glob. */
export function globPattern(glob: string): { test(name: string): boolean } {
  return { test: (name) => fits(name, glob) }
}

function fits(name: string, glob: string): boolean {
  let [at, inGlob] = [0, 0]
  // Where the newest star stands, and how far it reaches; an older one never has to reach further.
  let [star, reached] = [-1, 0]
  while (at < name.length) {
    if (glob[inGlob] === '*') {
      star = inGlob++
      reached = at
    } else if (inGlob < glob.length && (glob[inGlob] === '?' || glob[inGlob] === name[at])) {
      inGlob++
      at++
    } else if (star >= 0) {
      inGlob = star + 1
      at = ++reached
    } else return false
  }
  while (glob[inGlob] === '*') inGlob++
  return inGlob === glob.length
}
