import { zipSync } from 'fflate'
import { ArchiveError } from '../../../../archives/allowance'
import { joined } from '../../../../archives/joined'
import { type ArchivedFile, unzip as openZip } from '../../../../archives/unzip'
import { parseOptions } from '../options'
import { Failure, linesOf, type Output, program, type Run } from '../program'
import { filesBelow } from './files-below'
import { globPattern } from './tar'

/** What one call may write; an archive that unpacks to more is not unpacked. */
const UNPACKED_MAX_BYTES = 48 * 1024 * 1024

const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

export const zip = program('zip', async (run): Promise<Output> => {
  const options = parseOptions(run.args, {
    flags: [...'rqjymdTuvDX0123456789@', 'recurse-paths', 'quiet', 'junk-paths', 'symlinks'],
    values: ['x', 'i', 'exclude', 'b', 'P', 'password', 'e'],
  })
  if (options.has('P', 'password', 'e')) throw new Failure('archives are not locked by passwords here', 16)
  const [archive = '', ...named] = options.words
  const names = options.has('@') ? linesOf(run.inputText) : named
  if (archive === '' || names.length === 0) throw new Failure('error: Nothing to do!', 12)
  const target = archive === '-' || /\.\w+$/.test(archive) ? archive : `${archive}.zip`
  const level = LEVELS.find((each) => options.has(String(each))) ?? 6
  const excluded = options.values('x', 'exclude').map(globPattern)
  const entries: Record<string, [Uint8Array, { mtime: Date; os: number; attrs: number }]> = {}
  const existing = target === '-' ? [] : await existingEntries(run, target)
  for (const file of existing) {
    const name = file.path + (file.isFolder ? '/' : '')
    entries[name] = [file.isFolder ? new Uint8Array(0) : file.read(), { mtime: new Date(), os: 3, attrs: 0o644 << 16 }]
  }
  let told = ''
  for (const name of names) {
    for (const found of await filesBelow(run, name, options.has('r', 'recurse-paths'))) {
      const inside = options.has('j', 'junk-paths')
        ? (found.name.split('/').at(-1) ?? '')
        : found.name.replace(/^(?:\.?\/)+/, '')
      if (
        inside === '' ||
        inside === '.' ||
        excluded.some((pattern) => pattern.test(inside)) ||
        run.path(found.name) === run.path(target)
      )
        continue
      if (found.isFolder && options.has('j', 'D', 'junk-paths')) continue
      const entry = inside + (found.isFolder ? '/' : '')
      const verb = entry in entries ? 'updating' : '  adding'
      const bytes = found.isFolder ? new Uint8Array(0) : await run.read(found.name)
      entries[entry] = [
        bytes,
        {
          mtime: new Date(Math.max(found.modifiedAt, 315_532_800_000)),
          os: 3,
          attrs: ((found.isFolder ? 0o040000 : 0o100000) | found.mode) << 16,
        },
      ]
      told += `${verb}: ${entry}\n`
    }
  }
  if (Object.keys(entries).length === 0) throw new Failure(`error: Nothing to do! (${target})`, 12)
  const bytes = zipSync(entries, { level })
  if (target === '-') return { out: bytes }
  await run.write(target, bytes)
  return { out: options.has('q', 'quiet') ? '' : told }
})

async function existingEntries(run: Run, target: string): Promise<ArchivedFile[]> {
  return (await run.context.fs.exists(run.path(target))) ? opened(await run.read(target)) : []
}

export const unzip = program('unzip', async (run): Promise<Output> => {
  const { list: excluded, args } = takeExcluded(run.args)
  const options = parseOptions(args, { flags: [...'lqonpjvtuzCaLX'], values: ['d', 'P'] })
  const [name = '', ...wanted] = options.words
  if (name === '') throw new Failure('name the archive', 10)
  const archive = await run.read(name).catch(() => run.read(`${name}.zip`))
  const patterns = wanted.map(globPattern)
  const files = opened(archive).filter(({ path, isFolder }) => {
    const full = path + (isFolder ? '/' : '')
    const isWanted = patterns.length === 0 || patterns.some((pattern) => pattern.test(full))
    return isWanted && !excluded.some((each) => globPattern(each).test(full))
  })
  if (files.length === 0) throw new Failure('caution: filename not matched', 11)
  if (options.has('l', 'v', 'z')) return { out: listing(name, files) }
  if (options.has('p')) return { out: printed(files) }
  if (options.has('t')) {
    for (const file of files) if (!file.isFolder) file.read()
    return { out: `No errors detected in compressed data of ${name}.\n` }
  }
  return { out: (options.has('q') ? '' : `Archive:  ${name}\n`) + (await writeFiles(run, files, options)) }
})

async function writeFiles(run: Run, files: ArchivedFile[], options: ReturnType<typeof parseOptions>): Promise<string> {
  const { fs } = run.context
  const folder = options.value('d')
  let told = ''
  for (const file of files) {
    if (file.isFolder && options.has('j')) continue
    const inside = options.has('j') ? (file.path.split('/').at(-1) ?? '') : file.path
    const path = folder === undefined ? inside : `${folder.replace(/\/$/, '')}/${inside}`
    const above = file.isFolder ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (above !== '') await fs.mkdir(run.path(above), { recursive: true })
    if (file.isFolder || (options.has('n') && (await fs.exists(run.path(path))))) continue
    await run.write(
      path,
      guarded(() => file.read()),
    )
    if (!options.has('q')) told += `  inflating: ${path}\n`
  }
  return told
}

function printed(files: ArchivedFile[]): Uint8Array {
  const pieces = files.filter(({ isFolder }) => !isFolder).map((file) => guarded(() => file.read()))
  return joined(pieces)
}

function listing(name: string, files: ArchivedFile[]): string {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const rows = files.map(
    ({ path, isFolder, sizeBytes }) => `${String(sizeBytes).padStart(9)}  ${path}${isFolder ? '/' : ''}\n`,
  )
  const count = `${String(total).padStart(9)}  ${files.length} file${files.length === 1 ? '' : 's'}\n`
  return `Archive:  ${name}\n   Length  Name\n---------  ----\n${rows.join('')}---------  ----\n${count}`
}

/** `-x` takes all words up to the next option. */
function takeExcluded(args: readonly string[]): { list: string[]; args: string[] } {
  const at = args.indexOf('-x')
  if (at < 0) return { list: [], args: [...args] }
  const end = args.findIndex((arg, index) => index > at && arg.startsWith('-'))
  const stop = end < 0 ? args.length : end
  return { list: args.slice(at + 1, stop), args: [...args.slice(0, at), ...args.slice(stop)] }
}

function opened(archive: Uint8Array): ArchivedFile[] {
  return guarded(() => openZip(archive, UNPACKED_MAX_BYTES))
}

function guarded<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof ArchiveError) throw new Failure(error.message, 3)
    throw error
  }
}
