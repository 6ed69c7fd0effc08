import type { Browser, OpenPage, PageAt, PageView } from '../../agent/browser'
import { type OutsideWorld, ToolError, type WorkspaceFile, type WorkspaceFiles } from '../../agent/tool'
import { addressOf, isSameAddress } from './address'
import { CookieJar } from './cookie-jar'
import { numberedName } from './file-name'
import { fill, toggle } from './fill'
import { findText, matchList } from './find-text'
import { submissionOf } from './form-data'
import type { BrowserMemory, PageState } from './memory'
import { type Journey, navigate, withoutFragment } from './navigation'
import { drawLines, drawScreen, screenOf, screensOf } from './page-view'
import { readAnswer } from './read-answer'
import type { PageRead } from './read-html'
import { type ElementOf, isNumbered, type NumberedElement, plainReading, type Reading } from './reading'
import { fragmentOf } from './survey'

export interface CrawlerPlace {
  egress: OutsideWorld
  files: WorkspaceFiles
  memory: BrowserMemory
  now: () => number
  /** The text of a file that a page turned out to be, or what kind of picture it is. Throws ToolError. */
  open(file: WorkspaceFile): Promise<{ text: string } | { picture: string } | undefined>
}

/** Where files go that a page turned out to be. */
const FOLDER = 'downloads'

const MAX_REFRESHES = 2
/** A page that sends its reader on later than this is meant to be read. */
const REFRESH_MAX_SECONDS = 5

/** Amounts from here on can only be pixels, as other browsers count; a screen has about 800. */
const PIXELS_FROM = 50
const SCREEN_PIXELS = 800

interface Open {
  page: PageState
  reading: Reading
}

/** The browser that needs nothing but the network: it fetches and reads pages, fills and sends forms, and runs no script. */
export class Crawler implements Browser {
  readonly #jar: CookieJar

  constructor(private readonly place: CrawlerPlace) {
    this.#jar = new CookieJar(place.memory.readCookies(), place.now)
  }

  visit({ citationId, url }: PageAt): Promise<PageView> {
    return this.#go(citationId, { url: addressOf(url), method: 'GET', body: null }, url)
  }

  listPages(): OpenPage[] {
    return this.place.memory.listPages().map(shown)
  }

  async click(at: PageAt, number: number): Promise<PageView> {
    const open = await this.#open(at)
    const element = elementOf(open, number)
    switch (element.kind) {
      case 'link':
        return this.#follow(open, element)
      case 'button':
        return this.#press(open, element)
      case 'check':
        return this.#show(open, { filled: toggle(open.reading, open.page.filled, element) })
      default:
        throw new ToolError(`[${number}] is filled in with browser_input, not clicked.`)
    }
  }

  async input(at: PageAt, number: number, content: string): Promise<PageView> {
    const open = await this.#open(at)
    const element = elementOf(open, number)
    const filled = fill(open.reading, open.page.filled, element, content)
    const isEnter = element.kind === 'field' && element.type !== 'textarea' && /[\r\n]$/.test(content)
    if (!isEnter) return this.#show(open, { filled })
    if (element.form === null)
      throw new ToolError(`[${number}] belongs to no form, so Enter does nothing. Look for a button.`)
    return this.#submit({ ...open, page: { ...open.page, filled } }, element.form, undefined)
  }

  async find(at: PageAt, { keyword, skip }: { keyword: string; skip: number }): Promise<PageView> {
    const open = await this.#open(at)
    const starts = screensOf(open.reading)
    const matches = findText(drawLines(open.reading, open.page.filled), keyword)
    const first = matches[skip]
    if (!first) {
      const there = matches.length === 0 ? 'is nowhere on this page' : `stands ${matches.length} times on this page`
      return { ...this.#show(open, {}), text: '', notes: [`"${keyword}" ${there}.`] }
    }
    const text = matchList(matches, skip, (line) => screenOf(starts, line))
    const view = this.#show(open, { screen: screenOf(starts, first.line) })
    return { ...view, text, notes: [`"${keyword}" stands ${matches.length} times on this page.`] }
  }

  async scroll(at: PageAt, amount: number): Promise<PageView> {
    const open = await this.#open(at)
    const { screen, screens } = open.page
    const by =
      Math.abs(amount) >= PIXELS_FROM ? Math.sign(amount) * Math.ceil(Math.abs(amount) / SCREEN_PIXELS) : amount
    const next = Math.min(screens, Math.max(1, screen + by))
    const view = this.#show(open, { screen: next })
    if (next !== screen) return view
    return { ...view, notes: [by > 0 ? 'This is the end of the page.' : 'This is the top of the page.'] }
  }

  async #open({ citationId, url }: PageAt): Promise<Open> {
    const page = this.place.memory.findPage(citationId)
    if (!page) {
      throw new ToolError(
        `Nothing is open under citation ${citationId}. Open it with browser_visit; browser_state lists what is.`,
      )
    }
    if (!isSameAddress(url, page.url) && !isSameAddress(url, page.askedUrl)) {
      throw new ToolError(
        `Citation ${citationId} shows ${page.url} now. Give that address, or open yours with browser_visit.`,
      )
    }
    return { page, reading: await this.place.memory.readReading(citationId) }
  }

  async #follow(open: Open, { href }: ElementOf<'link'>): Promise<PageView> {
    const url = URL.parse(href)
    const from = URL.parse(open.page.url)
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new ToolError(`That link leads to "${href.slice(0, 200)}", which is no page of the web.`)
    }
    if (from && url.hash !== '' && withoutFragment(url) === withoutFragment(from)) {
      return this.#show(open, { screen: screenAt(open.reading, url) })
    }
    return this.#go(open.page.citationId, { url, method: 'GET', body: null, ...(from ? { from } : {}) }, href)
  }

  async #press(open: Open, button: ElementOf<'button'>): Promise<PageView> {
    if (button.does === 'submit' && button.form !== null) return this.#submit(open, button.form, button)
    if (button.does === 'reset') return this.#show(open, { filled: withoutForm(open, button.form) })
    throw new ToolError(
      `[${button.number}] only works with JavaScript, which this browser does not run. Look for another way.`,
    )
  }

  #submit(open: Open, form: number, by: ElementOf<'button'> | undefined): Promise<PageView> {
    const { page, reading } = open
    const submission = submissionOf(reading, page.filled, form, by)
    const from = URL.parse(page.url)
    return this.#go(page.citationId, { ...submission, ...(from ? { from } : {}) }, submission.url.href)
  }

  /** Opens an address under a citation, whatever it turns out to be. */
  async #go(citationId: number, journey: Journey, askedUrl: string): Promise<PageView> {
    const { egress, memory } = this.place
    const network = { egress, jar: this.#jar }
    let { url, response } = await navigate(journey, network)
    let read = await this.#read(response, url)
    for (let refreshes = 0; refreshes < MAX_REFRESHES; refreshes++) {
      const next = refreshOf(read, url)
      if (!next) break
      ;({ url, response } = await navigate({ url: next, method: 'GET', body: null, from: url }, network))
      read = await this.#read(response, url)
    }
    if (this.#jar.isChanged) memory.keepCookies(this.#jar.all())
    const { reading } = read
    const screens = screensOf(reading).length
    const page = {
      citationId,
      url: url.href,
      askedUrl,
      title: reading.title,
      screen: screenAt(reading, url),
      screens,
      filled: {},
    }
    memory.keepPage(page, reading)
    const notes = response.ok
      ? []
      : [`The site answered ${response.status}${response.statusText && ` ${response.statusText}`}.`]
    return viewOf({ page, reading }, [...notes, ...reading.notes], read.images)
  }

  async #read(response: Response, url: URL): Promise<PageRead & { images: PageView['images'] }> {
    const bytes = await response.bytes()
    const answer = readAnswer(response, bytes, url)
    if (answer.kind === 'page') return { ...answer.page, images: [] }
    const { entry } = await this.place.files
      .write(this.#freePath(answer.name), bytes)
      .then((written) => this.place.files.read(written.path))
    const file = await this.place.files.read(entry.path)
    const saved = `Saved as /mnt/okcomputer/${entry.path} (${entry.type}, ${entry.sizeBytes} bytes).`
    const seen = await this.place.open(file)
    const lines = seen && 'text' in seen ? seen.text.split('\n') : []
    const images = seen && 'picture' in seen ? [{ path: entry.path, mediaType: seen.picture }] : []
    return { reading: plainReading(answer.name, lines, [saved]), refresh: undefined, images }
  }

  #freePath(name: string): string {
    const { files } = this.place
    for (let number = 1; ; number++) {
      const path = `${FOLDER}/${number === 1 ? name : numberedName(name, number)}`
      if (!files.find(path)) return path
    }
  }

  #show({ page, reading }: Open, change: Partial<Pick<PageState, 'screen' | 'filled'>>): PageView {
    const next = { ...page, ...change }
    this.place.memory.keepPage(next)
    return viewOf({ page: next, reading }, [], [])
  }
}

function viewOf({ page, reading }: Open, notes: string[], images: PageView['images']): PageView {
  const text = drawScreen(reading, page.filled, screensOf(reading), page.screen)
  return { ...shown(page), text, notes, images, screenshot: null }
}

function shown({ citationId, url, title, screen, screens }: PageState): OpenPage {
  return { citationId, url, title, screen, screens }
}

function elementOf({ reading }: Open, number: number): NumberedElement {
  const element = reading.elements.filter(isNumbered).find((each) => each.number === number)
  if (element) return element
  throw new ToolError(`There is no element [${number}] on this page. Use a number in brackets that the page shows.`)
}

/** Where the part of the page begins that the address names; the top where it names none. */
function screenAt(reading: Reading, url: URL): number {
  const id = fragmentOf(url)
  const line = Object.hasOwn(reading.anchors, id) ? reading.anchors[id] : undefined
  return line === undefined ? 1 : screenOf(screensOf(reading), line)
}

function refreshOf({ refresh }: PageRead, from: URL): URL | undefined {
  if (!refresh || refresh.seconds > REFRESH_MAX_SECONDS) return undefined
  const url = URL.parse(refresh.url)
  const isElsewhere = url !== null && /^https?:$/.test(url.protocol) && withoutFragment(url) !== withoutFragment(from)
  return isElsewhere ? url : undefined
}

function withoutForm({ page, reading }: Open, form: number | null): PageState['filled'] {
  const ofForm = new Set(
    reading.elements.flatMap((each) =>
      'form' in each && isNumbered(each) && each.form === form ? [String(each.number)] : [],
    ),
  )
  return Object.fromEntries(Object.entries(page.filled).filter(([number]) => !ofForm.has(number)))
}
