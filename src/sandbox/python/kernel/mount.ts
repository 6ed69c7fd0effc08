import type { Host, MountedFile } from './host'

export const ROOT = '/mnt/okcomputer'

/** What lies in JavaScript's memory, over all files that were opened or written. */
const FILES_MAX_MIB = 24
const FILES_MAX_BYTES = FILES_MAX_MIB * 1024 * 1024

/** A node of Emscripten's file system in memory. */
interface FsNode {
  mode: number
  /** Of a file a view of its bytes, whose kind depends on who wrote them; of a folder its nodes. */
  contents: Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Record<string, FsNode>
  usedBytes: number
  mtime: number
}

/** The part of Emscripten's file system that is used here. */
export interface Fs {
  filesystems: { MEMFS: { expandFileStorage(node: FsNode, bytes: number): void } }
  ErrnoError: new (code: number) => Error
  isFile(mode: number): boolean
  isDir(mode: number): boolean
  lookupPath(path: string, options?: { follow: boolean }): { node: FsNode }
  mkdirTree(path: string): void
  writeFile(path: string, bytes: Uint8Array): void
  unlink(path: string): void
  rmdir(path: string): void
  chdir(path: string): void
}

interface Origin {
  file: MountedFile
  isLoaded: boolean
}

const ENOSPC = 51

/** The workspace as a folder that Python sees: names first, bytes when a file is opened, changes told at the end. */
export class Mount {
  #before = new Map<string, MountedFile>()
  readonly #origins = new WeakMap<FsNode, Origin>()

  constructor(private readonly fs: Fs) {
    fs.mkdirTree(ROOT)
    this.#limitStorage()
  }

  /** Makes the folder what the workspace is; a file that has not changed since keeps its open handles. */
  lay(files: MountedFile[]): void {
    this.#before = new Map(files.map((file) => [file.path, file]))
    const kept = new Set<string>()
    for (const [path, node] of this.#files()) {
      const origin = this.#origins.get(node)
      if (origin && origin.file.sha256 === this.#before.get(path)?.sha256) kept.add(path)
      else this.fs.unlink(`${ROOT}/${path}`)
    }
    for (const file of files) if (!kept.has(file.path)) this.#place(file)
    this.fs.mkdirTree(`${ROOT}/output`)
  }

  /** Every cell begins in the workspace. */
  enter(): void {
    this.fs.chdir(ROOT)
  }

  /** The file at a path whose bytes have still to be fetched before Python opens it. */
  isMissing(path: string): boolean {
    const origin = this.#find(path)?.origin
    return origin !== undefined && !origin.isLoaded
  }

  /** Answers a sentence where the file cannot be opened. */
  async load(path: string, host: Host): Promise<string> {
    const found = this.#find(path)
    if (!found?.origin || found.origin.isLoaded) return ''
    const { node, origin } = found
    if (this.#storedBytes() + origin.file.sizeBytes > FILES_MAX_BYTES) {
      return `Files that are open or written together hold at most ${FILES_MAX_MIB} MiB. Use the shell for larger ones.`
    }
    const bytes = await host.read(origin.file.path)
    node.contents = new Uint8Array(bytes)
    node.usedBytes = bytes.length
    origin.isLoaded = true
    return ''
  }

  /** Tells every change. Answers a sentence for each that could not be kept. */
  async keep(host: Host): Promise<string[]> {
    const found = [...this.#files()]
    const paths = new Set(found.map(([path]) => path))
    const problems: string[] = []
    // A moved file is copied while it is still where it was; a written one may need the place of a removed one.
    for (const [path, node] of found) problems.push(await this.#keepMoved(path, node, host))
    for (const path of this.#before.keys()) if (!paths.has(path)) problems.push(await host.remove(path))
    for (const [path, node] of found) problems.push(await this.#keepWritten(path, node, host))
    return problems.filter((problem) => problem !== '')
  }

  async #keepMoved(path: string, node: FsNode, host: Host): Promise<string> {
    const origin = this.#origins.get(node)
    if (!origin || origin.isLoaded || origin.file.path === path) return ''
    const { path: from } = origin.file
    origin.file = { ...origin.file, path }
    return host.copy(from, path)
  }

  async #keepWritten(path: string, node: FsNode, host: Host): Promise<string> {
    const origin = this.#origins.get(node)
    if (origin && !origin.isLoaded) return ''
    const bytes = bytesOf(node)
    const sha256 = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
    const file = { path, sha256, sizeBytes: bytes.length, modifiedAt: node.mtime }
    this.#origins.set(node, { file, isLoaded: true })
    return this.#before.get(path)?.sha256 === sha256 ? '' : host.write(path, bytes)
  }

  /** Its size is told at once; a file that nobody opens never comes here. */
  #place(file: MountedFile): void {
    const path = `${ROOT}/${file.path}`
    this.fs.mkdirTree(path.slice(0, path.lastIndexOf('/')))
    this.fs.writeFile(path, new Uint8Array(0))
    const { node } = this.fs.lookupPath(path)
    node.usedBytes = file.sizeBytes
    node.mtime = file.modifiedAt
    this.#origins.set(node, { file, isLoaded: false })
  }

  #find(path: string): { node: FsNode; origin: Origin | undefined } | undefined {
    try {
      const { node } = this.fs.lookupPath(path, { follow: true })
      return { node, origin: this.#origins.get(node) }
    } catch {
      return undefined // Whoever opens it hears the same.
    }
  }

  /** Every file, by its path from the workspace's root. Links are not kept. */
  *#files(): Generator<[string, FsNode]> {
    yield* this.#below(this.fs.lookupPath(ROOT).node, '')
  }

  *#below(folder: FsNode, path: string): Generator<[string, FsNode]> {
    for (const [name, node] of Object.entries(folder.contents)) {
      if (this.fs.isDir(node.mode)) yield* this.#below(node, `${path}${name}/`)
      else if (this.fs.isFile(node.mode)) yield [`${path}${name}`, node]
    }
  }

  #storedBytes(): number {
    let bytes = 0
    for (const [, { contents }] of this.#files()) if (isView(contents)) bytes += contents.byteLength
    return bytes
  }

  /** Else a file written without end would take the isolate's memory, and locally everybody's. */
  #limitStorage(): void {
    const { MEMFS } = this.fs.filesystems
    const expand = MEMFS.expandFileStorage.bind(MEMFS)
    let grownBytes = 0
    MEMFS.expandFileStorage = (node, bytes) => {
      const before = bytesOf(node).length
      if (bytes > before) grownBytes += bytes - before
      if (grownBytes > FILES_MAX_BYTES) {
        grownBytes = this.#storedBytes()
        if (grownBytes + bytes - before > FILES_MAX_BYTES) throw new this.fs.ErrnoError(ENOSPC)
      }
      expand(node, bytes)
    }
  }
}

function bytesOf({ contents, usedBytes }: FsNode): Uint8Array<ArrayBuffer> {
  return isView(contents) ? new Uint8Array(contents.buffer, contents.byteOffset, usedBytes) : new Uint8Array(0)
}

function isView(contents: FsNode['contents']): contents is Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer> {
  return ArrayBuffer.isView(contents)
}
