import { Written } from './contents'
import type { DiskNode } from './node'

/** What a call may write, over all its files. */
const WRITTEN_MAX_MIB = 48

/** Files and folders that one call may make. */
const NODES_MAX = 5000

/** What a call's disk may hold beyond the files that were there. */
export class Quota {
  #writtenBytes = 0
  #nodes = 0

  /** Throws ENOSPC. */
  charge(bytes: number, path: string): void {
    if (this.#writtenBytes + bytes > WRITTEN_MAX_MIB * 1024 * 1024) {
      throw new Error(`ENOSPC: one call writes at most ${WRITTEN_MAX_MIB} MiB, write '${path}'`)
    }
    this.#writtenBytes += bytes
  }

  /** Throws ENOSPC. */
  countNode(path: string): void {
    if (++this.#nodes > NODES_MAX) throw new Error(`ENOSPC: one call makes at most ${NODES_MAX} files, open '${path}'`)
  }

  /** For whatever is no more, with all that lies in it. */
  release(node: DiskNode): void {
    if (node.kind === 'folder') for (const child of node.children.values()) this.release(child)
    if (node.kind === 'file' && node.contents instanceof Written) this.#writtenBytes -= node.contents.sizeBytes
  }
}
