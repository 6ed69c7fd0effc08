import type { Browser, OpenPage, PageAt, PageView } from '../../../agent/browser'
import { type Showcase, ToolError } from '../../../agent/tool'
import { addressOf } from '../address'
import { CookieJar } from '../cookie-jar'
import { Crawler, type CrawlerPlace } from '../crawler'
import { fill } from '../fill'
import { type AnswerRead, elementOf, type Opened, OpenPages, statusNotes } from '../open-pages'
import { readHtml } from '../read-html'
import type { NumberedElement } from '../reading'
import { type ChromeBinding, ChromeSession } from './chrome-session'
import type { ChromeState } from './chrome-state'
import { ChromeLost, DevtoolsError } from './devtools'
import type { Deed } from './in-page'
import { Tab } from './tab'

export interface ChromePlace extends CrawlerPlace {
  binding: ChromeBinding
  /** Where the picture of this call's page goes. */
  screenshotPath: string
  show: Showcase
}

const NO_CHROME = 'No browser that runs JavaScript is to be had just now, so the page was read without.'
const REOPENED =
  'The page had been closed for being idle. It was opened again, and nothing was done on it yet: look, then repeat.'
const CHANGED = 'The page has changed by itself meanwhile, so nothing was done. Look at it anew.'

/** What came for a tab's page. */
interface Came {
  notes: string[]
  /** Where it was no page to be drawn. */
  read?: { answer: AnswerRead; url: URL }
}

interface Begun {
  session: ChromeSession
  tab: Tab
  /** Nothing is in the tab yet. */
  isNew: boolean
}

/**
 * The browser that draws pages and runs their scripts: a Chrome of the conversation's own, whose every request goes through
 * egress. Where none is to be had, pages are read by the crawler.
 */
export class Chrome implements Browser {
  readonly #pages: OpenPages

  constructor(private readonly place: ChromePlace) {
    this.#pages = new OpenPages(place)
  }

  visit(at: PageAt): Promise<PageView> {
    const url = addressOf(at.url)
    const plain = async () => {
      const view = await new Crawler(this.place).visit(at)
      return { ...view, notes: [NO_CHROME, ...view.notes] }
    }
    return this.#inTab(at.citationId, at.url, plain, async (tab) => {
      await tab.navigate(url.href)
      return []
    })
  }

  listPages(): OpenPage[] {
    return this.#pages.list()
  }

  async click(at: PageAt, number: number): Promise<PageView> {
    const opened = await this.#pages.get(at)
    const element = elementOf(opened, number)
    if (element.kind === 'field' || element.kind === 'select') {
      throw new ToolError(`[${number}] is filled in with browser_input, not clicked.`)
    }
    if (element.kind === 'link' && !/^(?:https?|javascript):/i.test(element.href)) {
      throw new ToolError(`That link leads to "${element.href.slice(0, 200)}", which is no page of the web.`)
    }
    return this.#do(opened, element, {}, () => new Crawler(this.place).click(at, number))
  }

  async input(at: PageAt, number: number, content: string): Promise<PageView> {
    const opened = await this.#pages.get(at)
    const element = elementOf(opened, number)
    const wish = fill(opened.reading, {}, element, content)[number]
    const isEnter = element.kind === 'field' && element.type !== 'textarea' && /[\r\n]$/.test(content)
    const deed = wish === undefined ? {} : { fill: wish }
    return this.#do(opened, element, deed, () => new Crawler(this.place).input(at, number, content), isEnter)
  }

  find(at: PageAt, search: { keyword: string; skip: number }): Promise<PageView> {
    return this.#pages.find(at, search)
  }

  scroll(at: PageAt, screens: number): Promise<PageView> {
    return this.#pages.scroll(at, screens)
  }

  #do(
    { page }: Opened,
    { node }: NumberedElement,
    deed: Pick<Deed, 'fill'>,
    plain: () => Promise<PageView>,
    isEnter = false,
  ): Promise<PageView> {
    // Without a place in a drawn page it was read by the crawler, which can use it too.
    if (node === undefined) return plain()
    return this.#inTab(page.citationId, page.url, plain, async (tab, isNew) => {
      if (isNew) {
        await tab.navigate(page.url)
        return [REOPENED]
      }
      if ((await tab.act(new URL(page.url), { node, ...deed })) === 'gone') return [CHANGED]
      if (isEnter) await tab.pressEnter()
      return []
    })
  }

  /** Does something in the tab of a citation, and reads what is there then. */
  async #inTab(
    citationId: number,
    askedUrl: string,
    plain: () => Promise<PageView>,
    deed: (tab: Tab, isNew: boolean) => Promise<string[]>,
  ): Promise<PageView> {
    const came: Came = { notes: [] }
    let begun: Begun
    try {
      begun = await this.#begin(citationId, came)
    } catch (error) {
      if (isGone(error)) return plain()
      throw error
    }
    const { session, tab, isNew } = begun
    try {
      const notes = await deed(tab, isNew)
      await tab.settle()
      const view = await this.#look(tab, { citationId, askedUrl, came, notes })
      await this.#remember(session)
      session.leave()
      return view
    } catch (error) {
      await session.giveUp()
      if (!isGone(error)) throw error
      throw new ToolError('The browser was lost on the way. Visit the page again.', { cause: error })
    }
  }

  /** The tab of a citation in the Chrome of before, or a new one in a new one. */
  async #begin(citationId: number, came: Came): Promise<Begun> {
    const known = this.place.memory.readChrome()
    if (known) {
      try {
        return await this.#beginIn(known, citationId, came)
      } catch (error) {
        // It ended for being idle, or is about to.
        if (!isGone(error)) throw error
      }
    }
    return this.#beginIn(undefined, citationId, came)
  }

  async #beginIn(state: ChromeState | undefined, citationId: number, came: Came): Promise<Begun> {
    const { binding, memory, egress, now } = this.place
    const session = await ChromeSession.open(binding, state, memory.readCookies())
    try {
      const known = await session.findTab(citationId)
      const frameId = known ?? (await session.newTab(citationId))
      const arrived = (response: Response, url: URL) => this.#arrived(came, response, url)
      const tab = await Tab.attach({ devtools: session.devtools, frameId, egress, now, arrived })
      return { session, tab, isNew: known === undefined }
    } catch (error) {
      await session.giveUp()
      throw error
    }
  }

  async #remember(session: ChromeSession): Promise<void> {
    const { memory, now } = this.place
    const jar = new CookieJar([], now)
    jar.replace(await session.cookies(now()))
    memory.keepCookies(jar.all())
    memory.keepChrome(session.state)
  }

  async #arrived(came: Came, response: Response, url: URL): Promise<{ draw: boolean; body: Uint8Array }> {
    const body = await response.bytes()
    const again = new Response(body, response)
    came.notes = statusNotes(response)
    if (isDrawn(response)) return { draw: true, body }
    came.read = { answer: await this.#pages.read(again, url), url }
    return { draw: false, body }
  }

  async #look(
    tab: Tab,
    { citationId, askedUrl, came, notes }: { citationId: number; askedUrl: string; came: Came; notes: string[] },
  ): Promise<PageView> {
    const all = [...notes, ...came.notes, ...tab.said]
    if (came.read) return this.#pages.keep({ citationId, url: came.read.url, askedUrl, notes: all }, came.read.answer)
    const { url, html } = await tab.snapshot()
    const { reading } = readHtml(html, new URL(url))
    const picture = await this.#picture(tab)
    return this.#pages.keep(
      { citationId, url: new URL(url), askedUrl, notes: all, picture },
      { reading, refresh: undefined, images: [] },
    )
  }

  async #picture(tab: Tab): Promise<Pick<PageView, 'screenshot' | 'attachment'>> {
    const picture = await tab.screenshot()
    if (!picture) return { screenshot: null }
    const { files, show, screenshotPath } = this.place
    const entry = await files.write(screenshotPath, picture)
    return { screenshot: entry.path, attachment: show.keepFile(entry) }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ChromeLost || error instanceof DevtoolsError
}

function isDrawn({ headers }: Response): boolean {
  const isFile = /^\s*attachment/i.test(headers.get('content-disposition') ?? '')
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/html'
  return !isFile && (type === 'text/html' || type === 'application/xhtml+xml')
}
