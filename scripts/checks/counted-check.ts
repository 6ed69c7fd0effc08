import { runNode } from '../program.ts'
import { type Check, CLOSING_LINE, failed } from './check.ts'

/** A program of our own that ends with the closing line of every runner. */
export function countedCheck(name: string, program: string): Check {
  return {
    name,
    async run(signal) {
      const { code, output } = await runNode(`../${program}`, [], { signal })
      const counts = CLOSING_LINE.exec(output.trimEnd().split('\n').at(-1) ?? '')
      if (!counts) return failed(`${program} ended with ${code} before it had counted.\n${output}`)
      const [, passed, failures, skipped] = counts.map(Number)
      return { passed: passed ?? 0, failed: failures ?? 0, skipped: skipped ?? 0, report: output }
    },
  }
}
