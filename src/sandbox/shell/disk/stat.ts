import type { FsStat } from 'just-bash/browser'
import type { DiskNode, FolderNode } from './node'

export function statOf(node: DiskNode): FsStat {
  return {
    isFile: node.kind === 'file' || node.kind === 'device',
    isDirectory: node.kind === 'folder',
    isSymbolicLink: node.kind === 'link',
    mode: node.mode,
    size: sizeOf(node),
    mtime: new Date(node.modifiedAt),
  }
}

function sizeOf(node: DiskNode): number {
  if (node.kind === 'file') return node.contents.sizeBytes
  if (node.kind === 'link') return node.target.length
  return node.kind === 'folder' ? 4096 : 0
}

/** Absolute paths of everything in a folder, by name. */
export function* pathsBelow(folder: FolderNode, path: string): Generator<string> {
  for (const [name, node] of folder.children) {
    yield `${path}/${name}`
    if (node.kind === 'folder') yield* pathsBelow(node, `${path}/${name}`)
  }
}
