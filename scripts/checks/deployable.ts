import { runNode } from '../program.ts'
import { type Check, failed, passed } from './check.ts'

/** Wrangler bundles, checks the configuration and stops before the network: no login, no request. */
export function deployable(name: string, args: string[]): Check {
  return {
    name,
    async run(signal) {
      const dryRun = ['deploy', '--dry-run', '--outdir', 'dist/dry-run', ...args]
      const { code, output } = await runNode('wrangler/bin/wrangler.js', dryRun, { signal })
      return code === 0 ? passed() : failed(output)
    },
  }
}
