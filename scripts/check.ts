import { build } from './build.ts'
import { type Check, closingLine, failed, passed, type Result, sum } from './checks/check.ts'
import { containerCheck } from './checks/container-check.ts'
import { countedCheck } from './checks/counted-check.ts'
import { deployable } from './checks/deployable.ts'
import { migrationsAgree } from './checks/drift.ts'
import { consoleIsSmall, workerIsSmall } from './checks/size.ts'
import { testCheck } from './checks/test-check.ts'
import { toolCheck } from './checks/tool-check.ts'
import { ensureChromium } from './chromium.ts'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())
process.on('disconnect', () => ending.abort())

const typescript = 'typescript/bin/tsc'

const checks: readonly Check[] = [
  toolCheck('types of the Worker', typescript, ['-p', 'tsconfig.json']),
  toolCheck('types of the console', typescript, ['-p', 'console/tsconfig.json']),
  toolCheck('types of the scripts', typescript, ['-p', 'scripts/tsconfig.json']),
  toolCheck('format and lint', '@biomejs/biome/bin/biome', ['check']),
  migrationsAgree,
  attempt('console and Worker build', build),
  consoleIsSmall,
  workerIsSmall,
  deployable('dry run of the default environment', []),
  deployable('dry run of production', ['--env', 'production']),
  testCheck('house rules', 'worker-tests/house/source/vitest.config.ts'),
  testCheck('script tests', 'scripts/vitest.config.ts'),
  testCheck('Worker tests', 'worker-tests/vitest.config.ts'),
  testCheck('Python in isolates', 'worker-tests/vitest.config.ts', {
    env: { OKCVM_TEST_PYTHON: 'yes' },
    files: ['sandbox/python/python.test'],
  }),
  containerCheck,
  countedCheck('chaos, in short', 'worker-tests/chaos/run.ts'),
  testCheck('console tests', 'console/vitest.config.ts'),
  attempt('a Chromium for the browser tests', ensureChromium),
  testCheck('browser tests', 'console/tests/browser/vitest.config.ts'),
]

const results: Result[] = []
for (const check of checks) {
  const startedAt = performance.now()
  const result = await check.run(ending.signal).catch((error) => failed(sentenceOf(error)))
  if (ending.signal.aborted) process.exit(130)
  results.push(result)
  if (result.failed > 0) console.log(result.report)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log([`${check.name}: ${closingLine(result)}`, result.note, `${seconds} s`].filter(Boolean).join(' · '))
}

const total = sum(results)
console.log(closingLine(total))
process.exit(total.failed === 0 ? 0 : 1)

/** A step that either works or throws. */
function attempt(name: string, step: (signal: AbortSignal) => Promise<unknown>): Check {
  return { name, run: (signal) => step(signal).then(() => passed()) }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
