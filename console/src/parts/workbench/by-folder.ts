import type { FileEntry } from '../../../../src/wire/files'

export interface Folder {
  folder: string
  entries: FileEntry[]
}

/** Files under their folders, the root first, folders and files by name. */
export function byFolder(files: FileEntry[]): Folder[] {
  const folders = new Map<string, FileEntry[]>()
  for (const file of files.toSorted((a, b) => a.path.localeCompare(b.path))) {
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  return [...folders].map(([folder, entries]) => ({ folder, entries })).sort((a, b) => a.folder.localeCompare(b.folder))
}
