import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../../../scripts/chromium.ts'
import { startServer } from '../../../../scripts/server.ts'
import { type VisitOptions, Visitor } from './visitor.ts'

export interface House {
  url: string
  browser: Browser
  /** A person with a browser profile of their own, on the console's first page unless `path` says otherwise. */
  visit(options?: VisitOptions): Promise<Visitor>
  close(): Promise<void>
}

export interface HouseOptions {
  vars?: Record<string, string>
}

/** The built Worker and console on a data folder of their own, and one Chromium to look at them. */
export async function openHouse({ vars = {} }: HouseOptions = {}): Promise<House> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('The browser tests need Chromium. Run npm test, which installs it.')
  const dataDir = await mkdtemp(join(tmpdir(), 'okcvm-browser-'))
  const server = await startServer({
    dataDir,
    vars: { OKCVM_OPEN_ACCESS: 'loopback', OKCVM_DEMO_PACE_MS: '6', ...vars },
  })
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
  return {
    url: server.url,
    browser,
    async visit({ origin = server.url, path = '/', ours = [], mayComplain, before, ...profile }: VisitOptions = {}) {
      const context = await browser.newContext({ ...wide, ...profile })
      context.setDefaultTimeout(15_000)
      const visitor = new Visitor(await context.newPage(), { ours: [origin, ...ours], mayComplain })
      await before?.(visitor)
      await visitor.page.goto(origin + path)
      return visitor
    },
    async close() {
      await browser.close()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const wide: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'en-US', colorScheme: 'light' }
