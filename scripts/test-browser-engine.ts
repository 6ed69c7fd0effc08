import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
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
// Chrome by itself keeps public pages from this machine. What is tried here is that we do, so it may not help.
const wrapper = `#!/bin/sh
for flag do
  shift
  case $flag in --disable-features=*) ;; *) set -- "$@" "$flag" ;; esac
done
exec "${chromium}" ${chromiumFlags.join(' ')} "$@" --disable-features=LocalNetworkAccessChecks
`
writeFileSync(join(folder, 'chrome'), wrapper)
chmodSync(join(folder, 'chrome'), 0o755)

// Nothing may ever come here: pages of the tests try it by every way that they know.
const reached: string[] = []
const listener = createServer((socket) => {
  socket.once('data', (data) => {
    reached.push(data.toString('latin1').slice(0, 100))
    socket.end()
  })
  socket.on('error', () => undefined) // whoever came may leave as it likes
})
await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
const address = listener.address()
const port = typeof address === 'object' && address ? address.port : 0
await fetch(`http://127.0.0.1:${port}/control`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined) // it never answers
const hears = reached.splice(0).length === 1

const check = testCheck('browser engine', 'worker-tests/vitest.config.ts', {
  env: { OKCVM_TEST_CHROME: 'yes', OKCVM_TEST_LISTENER: String(port), XDG_CACHE_HOME: cache },
  files: ['worker-tests/sandbox/browser/chrome/'],
})
const result = await check.run(ending.signal)
rmSync(cache, { recursive: true, force: true })
listener.close()
console.log(result.report)
if (!hears || reached.length > 0) {
  result.failed++
  console.log(
    hears ? `Pages reached this machine past the guard:\n${reached.join('\n')}` : 'The listener hears nothing.',
  )
}
console.log(closingLine(result))
process.exit(result.failed === 0 ? 0 : 1)
