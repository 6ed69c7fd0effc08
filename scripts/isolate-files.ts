import { join } from 'node:path'
import { layPdfFiles } from './pdf-files.ts'
import { layPythonFiles } from './python-files.ts'

/** Puts all that runs in isolates of its own beside the console's files: a Worker has no room for it. */
export async function layIsolateFiles(dist: string): Promise<void> {
  await layPythonFiles(join(dist, 'python'))
  await layPdfFiles(join(dist, 'pdf'))
}
