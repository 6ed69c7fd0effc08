import { type Contents, Written } from './contents'
import { type DiskNode, type FolderNode, newFile, newFolder } from './node'
import { Quota } from './quota'
import { namesOf, type Place, walk } from './walk'

export interface Rules {
  now: () => number
  /** Throws where no file or folder may have this path. */
  admit: (path: string) => void
}

/** Files, folders, links and devices by their paths. What goes wrong is an Error that begins with its POSIX code. */
export class Tree {
  readonly root: FolderNode
  readonly #quota = new Quota()

  constructor(private readonly rules: Rules) {
    this.root = newFolder(rules.now())
  }

  /** Puts something where it lies before anything runs: it counts for nothing, and its folders come into being. */
  lay(path: string, node: DiskNode): void {
    const names = namesOf(path)
    const name = names.pop() ?? ''
    this.layFolder(names).children.set(name, node)
  }

  layFolder(names: readonly string[]): FolderNode {
    let folder = this.root
    for (const name of names) {
      const known = folder.children.get(name)
      const next = known?.kind === 'folder' ? known : newFolder(this.rules.now())
      folder.children.set(name, next)
      folder = next
    }
    return folder
  }

  find(path: string): DiskNode | undefined {
    try {
      return walk(this.root, path, 'access').node
    } catch {
      return undefined
    }
  }

  get(path: string, doing: string, followLast = true): DiskNode {
    const { node } = walk(this.root, path, doing, followLast)
    if (!node) throw new Error(`ENOENT: no such file or directory, ${doing} '${path}'`)
    return node
  }

  getFolder(path: string): FolderNode {
    const node = this.get(path, 'scandir')
    if (node.kind !== 'folder') throw new Error(`ENOTDIR: not a directory, scandir '${path}'`)
    return node
  }

  write(path: string, bytes: Uint8Array): void {
    const place = walk(this.root, path, 'open')
    if (place.node?.kind === 'device') place.node.write(bytes)
    else this.#fill(place, new Written(bytes))
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const { node } = walk(this.root, path, 'open')
    if (node?.kind !== 'file') return this.write(path, bytes)
    const { contents } = node
    const written = contents instanceof Written ? contents : new Written((await contents.bytes()).slice())
    this.#quota.charge(written === contents ? bytes.length : bytes.length + written.sizeBytes, path)
    written.append(bytes)
    node.contents = written
    node.modifiedAt = this.rules.now()
  }

  /** Makes what was not there before. */
  make(path: string, node: DiskNode, doing: string): void {
    const place = walk(this.root, path, doing, node.kind === 'folder')
    if (place.node) throw new Error(`EEXIST: file already exists, ${doing} '${path}'`)
    this.#add(place, node)
  }

  makeFolders(path: string): void {
    const names = namesOf(path)
    for (let depth = 1; depth <= names.length; depth++) {
      const above = `/${names.slice(0, depth).join('/')}`
      const { node } = walk(this.root, above, 'mkdir')
      if (!node) this.make(above, newFolder(this.rules.now()), 'mkdir')
      else if (node.kind !== 'folder') throw new Error(`EEXIST: file already exists, mkdir '${above}'`)
    }
  }

  remove(path: string, isDeep: boolean): void {
    const { node, name, parent } = walk(this.root, path, 'rm', false)
    if (!node) throw new Error(`ENOENT: no such file or directory, rm '${path}'`)
    if (name === '') throw new Error(`EBUSY: resource busy, rm '${path}'`)
    if (node.kind === 'folder' && node.children.size > 0 && !isDeep) {
      throw new Error(`ENOTEMPTY: directory not empty, rm '${path}'`)
    }
    this.#quota.release(node)
    parent.children.delete(name)
    parent.modifiedAt = this.rules.now()
  }

  copy(source: string, destination: string, isDeep: boolean): void {
    const from = walk(this.root, source, 'cp', !isDeep)
    const to = walk(this.root, destination, 'cp')
    if (!from.node) throw new Error(`ENOENT: no such file or directory, cp '${source}'`)
    if (from.node.kind === 'folder' && !isDeep) {
      throw new Error(`EISDIR: illegal operation on a directory, cp '${source}'`)
    }
    if (to.node === from.node) return
    if (isInside(from.path, to.path)) throw new Error(`EINVAL: cannot copy a directory into itself, cp '${source}'`)
    this.#copy(from.node, to)
  }

  move(source: string, destination: string): void {
    const from = walk(this.root, source, 'mv', false)
    const to = walk(this.root, destination, 'mv', false)
    if (!from.node) throw new Error(`ENOENT: no such file or directory, mv '${source}'`)
    if (to.node === from.node) return
    if (isInside(from.path, to.path)) throw new Error(`EINVAL: cannot move a directory into itself, mv '${source}'`)
    if (to.node?.kind === 'folder' && to.node.children.size > 0) {
      throw new Error(`ENOTEMPTY: directory not empty, mv '${destination}'`)
    }
    this.#admitAll(from.node, to.path)
    if (to.node) this.#quota.release(to.node)
    from.parent.children.delete(from.name)
    to.parent.children.set(to.name, from.node)
  }

  /** New contents for a file that is there or comes into being. */
  #fill(place: Place, contents: Contents, mode?: number): void {
    const { node, path } = place
    if (node?.kind === 'folder') throw new Error(`EISDIR: illegal operation on a directory, open '${path}'`)
    this.#quota.charge(contents instanceof Written ? contents.sizeBytes : 0, path)
    if (node?.kind !== 'file') {
      this.#add(place, newFile(contents, this.rules.now(), mode))
      return
    }
    this.#quota.release(node)
    node.contents = contents
    node.modifiedAt = this.rules.now()
  }

  #add({ parent, name, path }: Place, node: DiskNode): void {
    this.rules.admit(path)
    this.#quota.countNode(path)
    parent.children.set(name, node)
    parent.modifiedAt = this.rules.now()
  }

  #copy(node: DiskNode, place: Place): void {
    if (node.kind === 'file') {
      const { contents, mode } = node
      this.#fill(place, contents instanceof Written ? contents.copy() : contents, mode)
    } else if (node.kind === 'folder') this.#copyFolder(node, place)
    else if (!place.node) this.#add(place, { ...node })
  }

  #copyFolder(node: FolderNode, place: Place): void {
    if (place.node && place.node.kind !== 'folder') throw new Error(`ENOTDIR: not a directory, cp '${place.path}'`)
    const folder = place.node ?? newFolder(this.rules.now())
    if (!place.node) this.#add(place, folder)
    for (const [name, child] of node.children) {
      this.#copy(child, { parent: folder, name, path: `${place.path}/${name}`, node: folder.children.get(name) })
    }
  }

  #admitAll(node: DiskNode, path: string): void {
    this.rules.admit(path)
    if (node.kind !== 'folder') return
    for (const [name, child] of node.children) this.#admitAll(child, `${path}/${name}`)
  }
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`)
}
