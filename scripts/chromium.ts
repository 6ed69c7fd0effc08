import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { run, runNode } from './program.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** For machines without a sandbox or a graphics card, and so that Chromium itself asks the network for nothing. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

/** The Chromium or Chrome of this machine: OKCVM_CHROMIUM where it is set, else a known place, else Playwright's. */
export function findChromium(): string | undefined {
  return [process.env.OKCVM_CHROMIUM ?? '', ...PLACES, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  )
}

/** Finds a Chromium or installs one. Throws with the sentence that says what to install by hand. */
export async function ensureChromium(signal: AbortSignal): Promise<string> {
  const found = findChromium()
  if (found) return found
  console.log('Installing Chromium for the browser tests …')
  const said = [await installByApt(signal), findChromium() ? '' : await installByPlaywright(signal)].join('')
  const installed = findChromium()
  if (installed) return installed
  throw new Error(
    `${said}\nThe browser tests need Chromium, and it could not be installed here. Install Chromium or Chrome, or set OKCVM_CHROMIUM to its program, then try again.`,
  )
}

/** Debian's package, where root and apt are there. Answers what apt said where that failed. */
async function installByApt(signal: AbortSignal): Promise<string> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return ''
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const packages = ['chromium', 'fonts-liberation']
  const update = await run('apt-get', ['update', '-qq'], { signal, env })
  const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    signal,
    env,
  })
  return install.code === 0 ? '' : update.output + install.output
}

async function installByPlaywright(signal: AbortSignal): Promise<string> {
  const { code, output } = await runNode('playwright-core/cli.js', ['install', 'chromium'], { signal })
  return code === 0 ? '' : output
}
