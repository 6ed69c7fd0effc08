import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Browser } from '../../src/agent/browser'
import type { Toolbox } from '../../src/agent/tool'
import { createEgress } from '../../src/egress/egress'
import { readConfig } from '../../src/env'
import type { CrawlerPlace } from '../../src/sandbox/browser/crawler'
import { CallEgress } from '../../src/session/call-egress'
import { chromeMigration, pagesMigration, StagedPages } from '../../src/session/pages'
import { openDownload } from '../../src/tools/open-download'
import { type Internet, internet, type Site } from './internet'
import { callTool, type Outcome, pdfReader } from './tool-call'
import { inWorkspace, type WorkspaceTest } from './workspace'

const openHere: CrawlerPlace['open'] = (file) => openDownload(file, pdfReader)

export type MakeBrowser = (place: CrawlerPlace & Pick<Toolbox, 'show'>) => Browser

export interface Browsing {
  /** Calls `browser_…` as the session does: a browser of its own for each call, what it changed kept if it succeeds. */
  call(name: string, input?: object): Promise<Outcome & { text: string }>
  /** The calls so far that had to be marked as outside. */
  outside: string[]
  world: Internet
  place: WorkspaceTest
}

/** A conversation's browser in front of an outside world of a few hosts, through the real guard. */
export function browsing(
  make: MakeBrowser,
  sites: Record<string, Site>,
  act: (test: Browsing) => Promise<void>,
): Promise<void> {
  const world = internet(sites)
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    world.answer(new Request(input as RequestInfo, init as RequestInit)),
  )
  const egress = createEgress({ config: readConfig(env), env })
  const outside: string[] = []
  return inWorkspace(async (place) => {
    place.sql.exec(`${pagesMigration};${chromeMigration}`)
    const call: Browsing['call'] = async (name, input = {}) => {
      const memory = new StagedPages(place.sql, () => place.clock.now++)
      const signal = new AbortController().signal
      const way = new CallEgress({
        egress,
        effect: 'none',
        goOutside: () => void outside.push(name),
        ownHost: null,
        gate: { admit: async () => {}, admitUnasked: async () => {}, received() {} },
        signal,
      })
      const outcome = await callTool(`browser_${name}`, input, place, {
        browser: (files, show) => make({ egress: way, files, show, memory, now: () => Date.now(), open: openHere }),
      })
      await memory.prepare()
      memory.commit()
      const { content } = outcome
      return { ...outcome, text: typeof content === 'string' ? content : content.text }
    }
    await act({ call, outside, world, place })
  })
}
