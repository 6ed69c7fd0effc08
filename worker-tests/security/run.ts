import { parseArgs } from 'node:util'
import { build } from '../../scripts/build.ts'
import { closingLine, failed, sum } from '../../scripts/checks/check.ts'
import { testCheck } from '../../scripts/checks/test-check.ts'
import { ensureChromium } from '../../scripts/chromium.ts'

// The security suite: everything in this folder, and what only a browser can tell. A sample of it is part of npm test;
// --long runs every count in full, --seed repeats one run's choices.
const { values } = parseArgs({ options: { long: { type: 'boolean', default: false }, seed: { type: 'string' } } })
const env = {
  ...(values.long && { OKCVM_SECURITY_LONG: 'yes' }),
  ...(values.seed && { OKCVM_SECURITY_SEED: values.seed }),
}
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())

const checks = [
  testCheck('security of the Worker', 'worker-tests/vitest.config.ts', { env, files: ['worker-tests/security'] }),
  testCheck('security of the scripts', 'scripts/vitest.config.ts', { env, files: ['network', 'rotation', 'pages'] }),
  testCheck('security in a browser', 'console/tests/browser/vitest.config.ts', {
    env,
    files: ['browser/security', 'sealed-site'],
  }),
]

await build(ending.signal)
await ensureChromium(ending.signal)
const results = []
for (const check of checks) {
  const startedAt = performance.now()
  const result = await check.run(ending.signal).catch((error) => failed(String(error)))
  if (ending.signal.aborted) process.exit(130)
  results.push(result)
  for (const [, line] of result.report.matchAll(/security: (.*)$/gm)) console.log(line)
  if (result.failed > 0) console.log(result.report)
  console.log(`${check.name}: ${closingLine(result)} · ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}
const total = sum(results)
console.log(closingLine(total))
process.exit(total.failed === 0 ? 0 : 1)
