import type { PythonOutcome } from '../../../src/agent/tool'
import type { PythonEngine } from '../../../src/sandbox/python/engine'
import { nowhere } from '../../support/tool-call'
import { inWorkspace } from '../../support/workspace'

/** One cell past the session, over a workspace with a.txt in it. */
export function oneCall(
  python: PythonEngine,
  code: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<PythonOutcome> {
  return inWorkspace(async (place) => {
    await place.upload('a.txt', 'a')
    const outcomes: PythonOutcome[] = []
    await place.change(async (files) => {
      const surroundings = {
        files,
        bytesOf: async (path: string) => (await files.read(path)).bytes(),
        shell: { run: () => nowhere.fetch('').then(() => ({ output: '', exitCode: 1, notes: [] })) },
        signal,
        state: undefined,
      }
      const { outcome } = await python.run({ code, restart: false, onOutput() {} }, surroundings)
      outcomes.push(outcome)
    })
    const [outcome] = outcomes
    if (!outcome) throw new Error('There is no outcome.')
    return outcome
  })
}
