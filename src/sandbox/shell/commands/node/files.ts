import { Untouched, Written } from '../../disk/contents'
import { bytesOfLatin1, latin1Of } from '../../disk/encoding'
import { type FileNode, newFolder } from '../../disk/node'
import type { Tree } from '../../disk/tree'

/** A script reads at once, and the workspace only when awaited: what it may want is fetched before it begins. */
const FETCHED_MAX_BYTES = 16 * 1024 * 1024

/** The disk as a script's `fs` asks for it: JSON in, JSON out, bytes as the characters of their numbers. */
export class ScriptFiles {
  readonly #fetched = new Map<FileNode, Uint8Array>()

  constructor(
    private readonly tree: Tree,
    private readonly resolve: (path: string) => string,
    private readonly stdin: string,
  ) {}

  /** Fetches the files that are not in memory, the small ones first, and always those that the script names. */
  async fetch(source: string): Promise<void> {
    if (!/\bfs\b|require|import|readFile|stdin/.test(source)) return
    const wanted: { name: string; node: FileNode }[] = []
    const visit = (folder: ReturnType<typeof newFolder>) => {
      for (const [name, node] of folder.children) {
        if (node.kind === 'folder') visit(node)
        else if (node.kind === 'file') wanted.push({ name, node })
      }
    }
    const home = this.tree.find('/mnt')
    if (home?.kind === 'folder') visit(home)
    wanted.sort(
      (a, b) =>
        Number(source.includes(b.name)) - Number(source.includes(a.name)) ||
        a.node.contents.sizeBytes - b.node.contents.sizeBytes,
    )
    let total = 0
    for (const { node } of wanted) {
      if (!(node.contents instanceof Untouched)) continue
      total += node.contents.sizeBytes
      if (total > FETCHED_MAX_BYTES) return
      this.#fetched.set(node, await node.contents.bytes())
    }
  }

  call(op: string, given: string): string {
    try {
      return JSON.stringify({ value: this.#do(op, JSON.parse(given)) ?? null })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return JSON.stringify({ error: { message, code: /^E[A-Z]+/.exec(message)?.[0] ?? 'EIO' } })
    }
  }

  #do(op: string, args: readonly unknown[]): unknown {
    const [first = '', second = ''] = args
    const path = this.resolve(String(first))
    switch (op) {
      case 'read':
        return first === '/dev/stdin' ? this.stdin : latin1Of(this.#bytes(path))
      case 'write':
        return this.tree.write(path, bytesOfLatin1(String(second)))
      case 'append':
        return this.#append(path, bytesOfLatin1(String(second)))
      case 'exists':
        return this.tree.find(path) !== undefined
      case 'mkdir':
        return second === true ? this.tree.makeFolders(path) : this.tree.make(path, newFolder(Date.now()), 'mkdir')
      case 'readdir':
        return [...this.tree.getFolder(path).children]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name]) => ({ name, ...this.#stat(`${path}/${name}`) }))
      case 'stat':
        return this.#stat(path)
      case 'remove':
        return this.tree.remove(path, second === true)
      case 'rename':
        return this.tree.move(path, this.resolve(String(second)))
      case 'copy':
        return this.tree.copy(path, this.resolve(String(second)), false)
      default:
        throw new Error(`ENOSYS: function not implemented, ${op}`)
    }
  }

  #stat(path: string) {
    const node = this.tree.get(path, 'stat')
    return {
      kind: node.kind,
      size: node.kind === 'file' ? node.contents.sizeBytes : 4096,
      mode: node.mode,
      mtimeMs: node.modifiedAt,
    }
  }

  #bytes(path: string): Uint8Array {
    const node = this.tree.get(path, 'open')
    if (node.kind === 'folder') throw new Error(`EISDIR: illegal operation on a directory, read '${path}'`)
    if (node.kind !== 'file') return new Uint8Array(0)
    if (node.contents instanceof Written) return node.contents.view
    const bytes = this.#fetched.get(node)
    if (!bytes)
      throw new Error(`EFBIG: node reads at most 16 MiB of the workspace at a time, open '${path}'; pass it by a pipe`)
    return bytes
  }

  #append(path: string, bytes: Uint8Array): void {
    const before = this.tree.find(path) ? this.#bytes(path) : new Uint8Array(0)
    const after = new Uint8Array(before.length + bytes.length)
    after.set(before)
    after.set(bytes, before.length)
    this.tree.write(path, after)
  }
}
