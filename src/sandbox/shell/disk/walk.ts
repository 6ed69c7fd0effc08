import type { DiskNode, FolderNode } from './node'

/** As many links as Linux follows before it gives up. */
const LINKS_MAX = 40

/** Where a path leads: the folder it ends in, and what is there. */
export interface Place {
  parent: FolderNode
  /** '' for the root itself. */
  name: string
  /** The path without links, dots or doubled slashes. */
  path: string
  node: DiskNode | undefined
}

/** The absolute path without dots and doubled slashes. Names are compared in Unicode NFC, as in the workspace. */
export function normalized(path: string): string {
  return `/${namesOf(path).join('/')}`
}

/** The names on a path from the root. */
export function namesOf(path: string): string[] {
  const names: string[] = []
  for (const name of path.normalize('NFC').split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names
}

/** Follows links on the way, the last one too unless told. Throws ENOENT, ENOTDIR or ELOOP with `doing` in the sentence. */
export function walk(root: FolderNode, path: string, doing: string, followLast = true): Place {
  let links = 0
  let names = namesOf(path)
  for (let restart = true; restart; ) {
    restart = false
    let parent = root
    for (const [index, name] of names.entries()) {
      const node = parent.children.get(name)
      const isLast = index === names.length - 1
      if (node?.kind === 'link' && (followLast || !isLast)) {
        if (++links > LINKS_MAX) throw new Error(`ELOOP: too many levels of symbolic links, ${doing} '${path}'`)
        const above = `/${names.slice(0, index).join('/')}`
        const target = node.target.startsWith('/') ? node.target : `${above}/${node.target}`
        names = namesOf(`${target}/${names.slice(index + 1).join('/')}`)
        restart = true
        break
      }
      if (isLast) return { parent, name, path: `/${names.join('/')}`, node }
      if (!node) throw new Error(`ENOENT: no such file or directory, ${doing} '${path}'`)
      if (node.kind !== 'folder') throw new Error(`ENOTDIR: not a directory, ${doing} '${path}'`)
      parent = node
    }
  }
  return { parent: root, name: '', path: '/', node: root }
}
