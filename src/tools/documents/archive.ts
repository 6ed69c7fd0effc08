import { ToolError } from '../../agent/tool'
import { ArchiveError } from '../../archives/allowance'
import { unzip } from '../../archives/unzip'

/** It is held in memory whole, and read several times. */
const MAX_UNPACKED_BYTES = 50_000_000

/** The parts of an office document that `wants` names, unpacked. Throws ToolError where it is none, or past the limits. */
export function unpack(document: Uint8Array, wants: (name: string) => boolean): Map<string, Uint8Array> {
  try {
    const files = unzip(document, MAX_UNPACKED_BYTES).filter(({ path, isFolder }) => !isFolder && wants(path))
    return new Map(files.map(({ path, read }) => [path, read()]))
  } catch (error) {
    if (error instanceof ArchiveError) throw new ToolError(`The document was not opened. ${error.message}`)
    throw error
  }
}
