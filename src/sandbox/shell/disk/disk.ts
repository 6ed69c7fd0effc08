import type {
  BufferEncoding,
  CpOptions,
  FileContent,
  FsStat,
  IFileSystem,
  MkdirOptions,
  RmOptions,
} from 'just-bash/browser'
import { Written } from './contents'
import { bytesOf, textOf } from './encoding'
import { newFile, newFolder } from './node'
import { pathsBelow, statOf } from './stat'
import { type Rules, Tree } from './tree'
import { normalized, walk } from './walk'

type Encoding = { encoding?: BufferEncoding | null } | BufferEncoding

interface DiskRules extends Rules {
  /** Lets others have the processor now and then; awaited at every reading and writing. */
  pause: () => Promise<void>
}

/** The disk that a call of the shell sees: a tree in memory, as the interpreter asks for it. */
export class Disk implements IFileSystem {
  readonly tree: Tree

  constructor(private readonly rules: DiskRules) {
    this.tree = new Tree(rules)
  }

  async readFile(path: string, options?: Encoding): Promise<string> {
    return textOf(await this.readFileBuffer(path), options)
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    await this.rules.pause()
    const node = this.tree.get(path, 'open')
    if (node.kind === 'device') return new Uint8Array(0)
    if (node.kind !== 'file') throw new Error(`EISDIR: illegal operation on a directory, read '${path}'`)
    return node.contents.bytes()
  }

  async writeFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    await this.rules.pause()
    this.tree.write(path, bytesOf(content, options))
  }

  async appendFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    await this.rules.pause()
    await this.tree.append(path, bytesOf(content, options))
  }

  async exists(path: string): Promise<boolean> {
    return this.tree.find(path) !== undefined
  }

  async stat(path: string): Promise<FsStat> {
    return statOf(this.tree.get(path, 'stat'))
  }

  async lstat(path: string): Promise<FsStat> {
    return statOf(this.tree.get(path, 'lstat', false))
  }

  async mkdir(path: string, { recursive = false }: MkdirOptions = {}): Promise<void> {
    if (recursive) this.tree.makeFolders(path)
    else this.tree.make(path, newFolder(this.rules.now()), 'mkdir')
  }

  /** Makes an empty file or folder that was not there before, for mktemp and its like. */
  async createExclusive(
    path: string,
    { mode, directory = false }: { mode: number; directory?: boolean },
  ): Promise<void> {
    const now = this.rules.now()
    const node = directory ? newFolder(now) : newFile(new Written(new Uint8Array(0)), now)
    this.tree.make(path, { ...node, mode }, 'open')
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.tree.getFolder(path).children.keys()].sort()
  }

  async readdirWithFileTypes(path: string) {
    const children = [...this.tree.getFolder(path).children].sort(([a], [b]) => (a < b ? -1 : 1))
    return children.map(([name, node]) => ({ name, ...statOf(node) }))
  }

  async rm(path: string, { recursive = false, force = false }: RmOptions = {}): Promise<void> {
    if (force && !(await this.#isThere(path))) return
    this.tree.remove(path, recursive)
  }

  async cp(source: string, destination: string, { recursive = false }: CpOptions = {}): Promise<void> {
    this.tree.copy(source, destination, recursive)
  }

  async mv(source: string, destination: string): Promise<void> {
    this.tree.move(source, destination)
  }

  resolvePath(base: string, path: string): string {
    return normalized(path.startsWith('/') ? path : `${base}/${path}`)
  }

  getAllPaths(): string[] {
    return [...pathsBelow(this.tree.root, '')]
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.tree.get(path, 'chmod').mode = mode & 0o7777
  }

  async symlink(target: string, path: string): Promise<void> {
    this.tree.make(path, { kind: 'link', target, mode: 0o777, modifiedAt: this.rules.now() }, 'symlink')
  }

  /** The workspace has no second names for one file, so a hard link is a copy. */
  async link(existing: string, path: string): Promise<void> {
    if (this.tree.get(existing, 'link').kind !== 'file')
      throw new Error(`EPERM: operation not permitted, link '${existing}'`)
    if (await this.#isThere(path)) throw new Error(`EEXIST: file already exists, link '${path}'`)
    this.tree.copy(existing, path, false)
  }

  async readlink(path: string): Promise<string> {
    const node = this.tree.get(path, 'readlink', false)
    if (node.kind !== 'link') throw new Error(`EINVAL: invalid argument, readlink '${path}'`)
    return node.target
  }

  async realpath(path: string): Promise<string> {
    const { path: real, node } = walk(this.tree.root, path, 'realpath')
    if (!node) throw new Error(`ENOENT: no such file or directory, realpath '${path}'`)
    return real
  }

  async utimes(path: string, _accessed: Date, modified: Date): Promise<void> {
    this.tree.get(path, 'utimes').modifiedAt = modified.getTime()
  }

  /** The interpreter lays its own folders and programs out with these two, before anything runs. */
  mkdirSync(path: string): void {
    this.tree.makeFolders(path)
  }

  writeFileSync(path: string, content: FileContent): void {
    this.tree.lay(path, newFile(new Written(bytesOf(content, undefined)), this.rules.now(), 0o755))
  }

  /** Whether there is anything, be it a link that leads nowhere. */
  #isThere(path: string): Promise<boolean> {
    return this.lstat(path).then(
      () => true,
      () => false,
    )
  }
}
