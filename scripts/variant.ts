import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runNode } from './program.ts'

/**
 * Builds the real Worker with some of its files taken by others: import as it is written, to a path from the project's
 * root. Answers the folder, which lasts as long as we do; it is ours alone, since workerd reads it at every start.
 */
export async function buildVariant(replaced: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'okcvm-variant-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const aliases = Object.entries(replaced).flatMap(([from, to]) => ['--alias', `${from}:${join(root, to)}`])
  // wrangler.toml names the console's build; a variant needs no console, but the folder must be there.
  mkdirSync(join(root, 'console/dist'), { recursive: true })
  const args = ['deploy', '--dry-run', '--env=', '--outdir', folder, ...aliases]
  const { code, output } = await runNode('wrangler/bin/wrangler.js', args)
  if (code !== 0) throw new Error(`The Worker's variant could not be built:\n${output}`)
  return folder
}
