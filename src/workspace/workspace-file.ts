import type { WorkspaceFile } from '../agent/tool'
import type { FileEntry } from '../wire/files'
import type { BlobPlace, Blobs } from './blobs'

/** A file whose bytes are read when they are asked for; they are those of `entry` even if the path changes meanwhile. */
export function openFile(entry: FileEntry, place: BlobPlace, blobs: Blobs): WorkspaceFile {
  const bytes = () => blobs.read(place)
  return {
    entry,
    bytes,
    text: async () => new TextDecoder().decode(await bytes()),
    stream: () => blobs.stream(place),
  }
}
