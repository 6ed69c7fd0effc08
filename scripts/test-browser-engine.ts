import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closingLine } from './checks/check.ts'
import { testCheck } from './checks/test-check.ts'
import { chromiumFlags, ensureChromium } from './chromium.ts'

// The agent's browser as Browser Rendering draws it: the contract of worker-tests/sandbox/browser, with this machine's
// Chromium in the place where Miniflare looks for the Chrome that it would else download.
const MINIFLARES_CHROME = '.wrangler/chrome/linux-126.0.6478.182/chrome-linux64'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())

const chromium = await ensureChromium(ending.signal)
const cache = mkdtempSync(join(tmpdir(), 'okcvm-chrome-'))
const folder = join(cache, MINIFLARES_CHROME)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'chrome'), `#!/bin/sh\nexec "${chromium}" ${chromiumFlags.join(' ')} "$@"\n`)
chmodSync(join(folder, 'chrome'), 0o755)

const check = testCheck('browser engine', 'worker-tests/vitest.config.ts', {
  env: { OKCVM_TEST_CHROME: 'yes', XDG_CACHE_HOME: cache },
  files: ['worker-tests/sandbox/browser/chrome/'],
})
const result = await check.run(ending.signal)
rmSync(cache, { recursive: true, force: true })
console.log(result.report)
console.log(closingLine(result))
process.exit(result.failed === 0 ? 0 : 1)
