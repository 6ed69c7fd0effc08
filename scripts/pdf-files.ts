import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder, layModules, root, writeManifest } from './isolate-folder.ts'

const unpdf = join(root, 'node_modules/unpdf/dist')

/** Modules as the reader imports them, by the file that they lie in. */
const NAMES: Record<string, string> = { 'index.mjs': 'unpdf', 'pdfjs.mjs': 'unpdf/pdfjs' }

/** Puts what reads PDFs into a folder that is served as assets, with a `manifest.json` that names the modules. */
export async function layPdfFiles(folder: string): Promise<void> {
  emptyFolder(folder)
  for (const name of Object.keys(NAMES)) copyFileSync(join(unpdf, name), join(folder, name))
  await layModules(join(root, 'src/sandbox/pdf/reader'), folder)
  writeManifest(folder, (file) => NAMES[file] ?? file)
}
