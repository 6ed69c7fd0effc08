import type { FsStat } from 'just-bash/browser'
import { parseOptions } from '../options'
import { program, type Run, reasonOf } from '../program'

interface Entry {
  name: string
  path: string
  stat: FsStat
}

export const ls = program('ls', async (run) => {
  const options = parseOptions(run.args, {
    flags: [
      ...'laA1RdhtSrFpinsgoGLUXvcuNQqmCxBkHZ',
      'all',
      'almost-all',
      'recursive',
      'directory',
      'human-readable',
      'reverse',
      'classify',
      'color',
      'full-time',
      'group-directories-first',
      'size',
      'inode',
      'no-group',
      'numeric-uid-gid',
    ],
    values: ['sort', 'time-style', 'I', 'ignore', 'w', 'time', 'format', 'T'],
  })
  const listing = new Listing(run, options.has)
  const found: Entry[] = []
  let err = ''
  for (const name of options.words.length > 0 ? options.words : ['.']) {
    try {
      found.push(await listing.entryOf(name, run.path(name), options.has('d', 'directory', 'l')))
    } catch (error) {
      err += `ls: cannot access '${name}': ${reasonOf(error)}\n`
    }
  }
  const isListed = ({ stat }: Entry) => stat.isDirectory && !options.has('d', 'directory')
  const files = listing.sorted(found.filter((entry) => !isListed(entry)))
  const folders = listing.sorted(found.filter(isListed))
  const parts = files.length > 0 ? [listing.print(files, false)] : []
  const isNamed = options.words.length > 1 || options.has('R', 'recursive')
  for (const folder of folders) parts.push(...(await listing.printFolder(folder, isNamed)))
  return { out: parts.join('\n'), err, code: err === '' ? 0 : 2 }
})

class Listing {
  constructor(
    private readonly run: Run,
    private readonly has: (...names: string[]) => boolean,
  ) {}

  async entryOf(name: string, path: string, isLinkItself: boolean): Promise<Entry> {
    const { fs } = this.run.context
    const stat = isLinkItself ? await fs.lstat(path) : await fs.stat(path).catch(() => fs.lstat(path))
    return { name, path, stat }
  }

  async printFolder(folder: Entry, isNamed: boolean): Promise<string[]> {
    const names = await this.run.context.fs.readdir(folder.path)
    const wanted = names.filter((name) => this.has('a', 'all', 'A', 'almost-all') || !name.startsWith('.'))
    const inside = await Promise.all(wanted.map((name) => this.entryOf(name, `${folder.path}/${name}`, true)))
    const dots = this.has('a', 'all')
      ? [
          { ...folder, name: '.' },
          { ...folder, name: '..' },
        ]
      : []
    const entries = this.sorted(inside)
    const head = isNamed ? `${folder.name}:\n` : ''
    const parts = [head + this.print([...dots, ...entries], true)]
    if (!this.has('R', 'recursive')) return parts
    for (const entry of entries) {
      if (!entry.stat.isDirectory) continue
      parts.push(
        ...(await this.printFolder({ ...entry, name: `${folder.name.replace(/\/$/, '')}/${entry.name}` }, true)),
      )
    }
    return parts
  }

  sorted(entries: Entry[]): Entry[] {
    const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
    const order = (a: Entry, b: Entry) => {
      if (this.has('group-directories-first') && a.stat.isDirectory !== b.stat.isDirectory)
        return a.stat.isDirectory ? -1 : 1
      if (this.has('t')) return b.stat.mtime.getTime() - a.stat.mtime.getTime() || byName(a, b)
      if (this.has('S')) return b.stat.size - a.stat.size || byName(a, b)
      return byName(a, b)
    }
    const all = this.has('U') ? [...entries] : [...entries].sort(order)
    return this.has('r', 'reverse') ? all.reverse() : all
  }

  print(entries: Entry[], isFolder: boolean): string {
    if (!this.has('l', 'n', 'o', 'g', 'full-time')) return entries.map((entry) => `${this.#marked(entry)}\n`).join('')
    const sizes = entries.map(({ stat }) => (this.has('h', 'human-readable') ? human(stat.size) : String(stat.size)))
    const width = Math.max(0, ...sizes.map((size) => size.length))
    const blocks = entries.reduce((sum, { stat }) => sum + Math.ceil(stat.size / 4096) * 4, 0)
    const owner = this.has('n', 'numeric-uid-gid')
      ? '1000 1000'
      : this.has('o', 'g', 'G', 'no-group')
        ? 'user'
        : 'user user'
    const lines = entries.map((entry, at) => {
      const { stat } = entry
      const time = this.has('full-time') ? fullTime(stat.mtime) : shortTime(stat.mtime)
      return `${permissions(stat)} ${stat.isDirectory ? 2 : 1} ${owner} ${sizes[at]?.padStart(width)} ${time} ${this.#marked(entry)}\n`
    })
    return (isFolder ? `total ${blocks}\n` : '') + lines.join('')
  }

  #marked({ name, stat }: Entry): string {
    if (stat.isDirectory && this.has('F', 'classify', 'p')) return `${name}/`.replace(/\/\/$/, '/')
    if (!this.has('F', 'classify')) return name
    return stat.isSymbolicLink ? `${name}@` : (stat.mode & 0o111) !== 0 ? `${name}*` : name
  }
}

export function permissions({ mode, isDirectory, isSymbolicLink }: FsStat): string {
  const letters = [...'rwxrwxrwx'].map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : '-')).join('')
  return (isDirectory ? 'd' : isSymbolicLink ? 'l' : '-') + letters
}

/** As GNU rounds: up, with one decimal below ten. */
export function human(size: number): string {
  if (size < 1024) return String(size)
  const power = Math.min(4, Math.floor(Math.log(size) / Math.log(1024)))
  const value = size / 1024 ** power
  return (value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value))) + ' KMGT'[power]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const HALF_YEAR_MS = 15_778_476_000

function shortTime(time: Date): string {
  const day = `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)}`
  const isRecent = Math.abs(Date.now() - time.getTime()) < HALF_YEAR_MS
  return `${day} ${isRecent ? time.toISOString().slice(11, 16) : ` ${time.getUTCFullYear()}`}`
}

function fullTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '000000 +0000')
}
