import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runNode } from '../../../scripts/program.ts'

const here = join(root, 'worker-tests/chaos/worker')

/**
 * Builds the real Worker with the chaos tools beside its own, as a mutant where told; answers the folder, which lasts as
 * long as we do. It is ours alone: workerd reads it at every start, and another run must not change it meanwhile.
 */
export async function buildWorker({ mutant }: { mutant: boolean }): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'okcvm-chaos-worker-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const aliases = [`../tools/index:${here}/tools.ts`, ...(mutant ? [`./event-log:${here}/late-event-log.ts`] : [])]
  // wrangler.toml names the console's build; the chaos needs no console, but the folder must be there.
  mkdirSync(join(root, 'console/dist'), { recursive: true })
  const args = ['deploy', '--dry-run', '--env=', '--outdir', folder, ...aliases.flatMap((alias) => ['--alias', alias])]
  const { code, output } = await runNode('wrangler/bin/wrangler.js', args)
  if (code !== 0) throw new Error(`The chaos Worker could not be built:\n${output}`)
  return folder
}
