import type { Browser, OpenPage, PageAt, PageView } from '../../agent/browser'
import { type OutsideWorld, ToolError } from '../../agent/tool'
import { addressOf } from './address'
import { CookieJar } from './cookie-jar'
import { fill, toggle } from './fill'
import { submissionOf } from './form-data'
import type { PageState } from './memory'
import { type Journey, navigate, withoutFragment } from './navigation'
import { elementOf, type Opened, OpenPages, type PagesPlace, screenAt, statusNotes } from './open-pages'
import type { PageRead } from './read-html'
import { type ElementOf, isNumbered } from './reading'

export interface CrawlerPlace extends PagesPlace {
  egress: OutsideWorld
  now: () => number
}

const MAX_REFRESHES = 2
/** A page that sends its reader on later than this is meant to be read. */
const REFRESH_MAX_SECONDS = 5

/** The browser that needs nothing but the network: it fetches and reads pages, fills and sends forms, and runs no script. */
export class Crawler implements Browser {
  readonly #pages: OpenPages
  readonly #jar: CookieJar

  constructor(private readonly place: CrawlerPlace) {
    this.#pages = new OpenPages(place)
    this.#jar = new CookieJar(place.memory.readCookies(), place.now)
  }

  visit({ citationId, url }: PageAt): Promise<PageView> {
    return this.#go(citationId, { url: addressOf(url), method: 'GET', body: null }, url)
  }

  listPages(): OpenPage[] {
    return this.#pages.list()
  }

  async click(at: PageAt, number: number): Promise<PageView> {
    const open = await this.#pages.get(at)
    const element = elementOf(open, number)
    switch (element.kind) {
      case 'link':
        return this.#follow(open, element)
      case 'button':
        return this.#press(open, element)
      case 'check':
        return this.#pages.show(open, { filled: toggle(open.reading, open.page.filled, element) })
      default:
        throw new ToolError(`[${number}] is filled in with browser_input, not clicked.`)
    }
  }

  async input(at: PageAt, number: number, content: string): Promise<PageView> {
    const open = await this.#pages.get(at)
    const element = elementOf(open, number)
    const filled = fill(open.reading, open.page.filled, element, content)
    const isEnter = element.kind === 'field' && element.type !== 'textarea' && /[\r\n]$/.test(content)
    if (!isEnter) return this.#pages.show(open, { filled })
    if (element.form === null)
      throw new ToolError(`[${number}] belongs to no form, so Enter does nothing. Look for a button.`)
    return this.#submit({ ...open, page: { ...open.page, filled } }, element.form, undefined)
  }

  find(at: PageAt, search: { keyword: string; skip: number }): Promise<PageView> {
    return this.#pages.find(at, search)
  }

  scroll(at: PageAt, screens: number): Promise<PageView> {
    return this.#pages.scroll(at, screens)
  }

  async #follow(open: Opened, { href }: ElementOf<'link'>): Promise<PageView> {
    const url = URL.parse(href)
    const from = URL.parse(open.page.url)
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new ToolError(`That link leads to "${href.slice(0, 200)}", which is no page of the web.`)
    }
    if (from && url.hash !== '' && withoutFragment(url) === withoutFragment(from)) {
      return this.#pages.show(open, { screen: screenAt(open.reading, url) })
    }
    return this.#go(open.page.citationId, { url, method: 'GET', body: null, ...(from ? { from } : {}) }, href)
  }

  async #press(open: Opened, button: ElementOf<'button'>): Promise<PageView> {
    if (button.does === 'submit' && button.form !== null) return this.#submit(open, button.form, button)
    if (button.does === 'reset') return this.#pages.show(open, { filled: withoutForm(open, button.form) })
    throw new ToolError(
      `[${button.number}] only works with JavaScript, which this browser does not run. Look for another way.`,
    )
  }

  #submit(open: Opened, form: number, by: ElementOf<'button'> | undefined): Promise<PageView> {
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
    let read = await this.#pages.read(response, url)
    for (let refreshes = 0; refreshes < MAX_REFRESHES; refreshes++) {
      const next = refreshOf(read, url)
      if (!next) break
      ;({ url, response } = await navigate({ url: next, method: 'GET', body: null, from: url }, network))
      read = await this.#pages.read(response, url)
    }
    if (this.#jar.isChanged) memory.keepCookies(this.#jar.all())
    return this.#pages.keep({ citationId, url, askedUrl, notes: statusNotes(response) }, read)
  }
}

function refreshOf({ refresh }: PageRead, from: URL): URL | undefined {
  if (!refresh || refresh.seconds > REFRESH_MAX_SECONDS) return undefined
  const url = URL.parse(refresh.url)
  const isElsewhere = url !== null && /^https?:$/.test(url.protocol) && withoutFragment(url) !== withoutFragment(from)
  return isElsewhere ? url : undefined
}

function withoutForm({ page, reading }: Opened, form: number | null): PageState['filled'] {
  const ofForm = new Set(
    reading.elements.flatMap((each) =>
      'form' in each && isNumbered(each) && each.form === form ? [String(each.number)] : [],
    ),
  )
  return Object.fromEntries(Object.entries(page.filled).filter(([number]) => !ofForm.has(number)))
}
