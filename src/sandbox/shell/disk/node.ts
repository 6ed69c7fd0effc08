import type { Contents } from './contents'

interface Attributes {
  /** POSIX permission bits. */
  mode: number
  /** Epoch milliseconds. */
  modifiedAt: number
}

export interface FileNode extends Attributes {
  kind: 'file'
  contents: Contents
}

export interface FolderNode extends Attributes {
  kind: 'folder'
  children: Map<string, DiskNode>
}

export interface LinkNode extends Attributes {
  kind: 'link'
  target: string
}

/** Takes what is written to it and gives nothing back. */
export interface DeviceNode extends Attributes {
  kind: 'device'
  write(bytes: Uint8Array): void
}

export type DiskNode = FileNode | FolderNode | LinkNode | DeviceNode

export function newFile(contents: Contents, modifiedAt: number, mode = 0o644): FileNode {
  return { kind: 'file', contents, mode, modifiedAt }
}

export function newFolder(modifiedAt: number): FolderNode {
  return { kind: 'folder', children: new Map(), mode: 0o755, modifiedAt }
}

export function newDevice(write: DeviceNode['write']): DeviceNode {
  return { kind: 'device', write, mode: 0o666, modifiedAt: 0 }
}
