import type { ChromeState } from './chrome/chrome-state'
import type { Cookie } from './cookie'
import type { Filled, Reading } from './reading'

/** What is kept of an open page beside its reading. */
export interface PageState {
  citationId: number
  /** Where it is now. */
  url: string
  /** What was asked for, where that led elsewhere. */
  askedUrl: string
  title: string
  /** Counted from 1. */
  screen: number
  screens: number
  filled: Filled
}

/** What the browser of a conversation remembers, as one call sees and changes it. */
export interface BrowserMemory {
  /** By citation id. */
  listPages(): PageState[]
  findPage(citationId: number): PageState | undefined
  readReading(citationId: number): Promise<Reading>
  /** `reading`: where the page is another than before. */
  keepPage(page: PageState, reading?: Reading): void
  readCookies(): Cookie[]
  keepCookies(cookies: readonly Cookie[]): void
  readChrome(): ChromeState | undefined
  keepChrome(state: ChromeState): void
}
