import { runNode } from '../program.ts'
import { type Check, failed, passed } from './check.ts'

/** A tool of node_modules that says by its exit code whether all is well. */
export function toolCheck(name: string, script: string, args: string[]): Check {
  return {
    name,
    async run(signal) {
      const { code, output } = await runNode(script, args, { signal })
      return code === 0 ? passed() : failed(output)
    },
  }
}
