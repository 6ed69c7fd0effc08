import { spawnSync } from 'node:child_process'
import { type Check, passed } from './check.ts'
import { testCheck } from './test-check.ts'

/** container/server.py is made for the Python of its image, and runs from this one on. */
const OLDEST = [3, 11] as const

/** Python's contract, over the program that runs in containers, as processes of this machine. */
export const containerCheck: Check = {
  name: 'Python in a container',
  async run(signal) {
    if (!hasPython()) return { ...passed(), note: 'not tried, for want of a python3 of 3.11 or newer' }
    const files = ['worker-tests/sandbox/python/container/']
    return testCheck(this.name, 'worker-tests/vitest.config.ts', {
      env: { OKCVM_TEST_CONTAINERS: 'yes' },
      files,
    }).run(signal)
  },
}

function hasPython(): boolean {
  const test = `import sys; sys.exit(sys.version_info < (${OLDEST.join(', ')}))`
  return spawnSync('python3', ['-c', test]).status === 0
}
