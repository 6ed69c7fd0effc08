import type { OpenPage, PageAt, PageView } from '../../agent/browser'
import { ToolError, type WorkspaceFile, type WorkspaceFiles } from '../../agent/tool'
import { isSameAddress } from './address'
import { numberedName } from './file-name'
import { findText, matchList } from './find-text'
import type { BrowserMemory, PageState } from './memory'
import { drawLines, drawScreen, screenOf, screensOf } from './page-view'
import { readAnswer } from './read-answer'
import type { PageRead } from './read-html'
import { isNumbered, type NumberedElement, plainReading, type Reading } from './reading'
import { fragmentOf } from './survey'

export interface PagesPlace {
  files: WorkspaceFiles
  memory: BrowserMemory
  /** The text of a file that a page turned out to be, or what kind of picture it is. Throws ToolError. */
  open(file: WorkspaceFile): Promise<{ text: string } | { picture: string } | undefined>
}

/** Where files go that a page turned out to be. */
const FOLDER = 'downloads'

/** Amounts from here on can only be pixels, as other browsers count; a screen has about 800. */
const PIXELS_FROM = 50
const SCREEN_PIXELS = 800

export interface Opened {
  page: PageState
  reading: Reading
}

/** What an answer was to a reader, with pictures for the model. */
export type AnswerRead = PageRead & { images: PageView['images'] }

/** A page about to be kept. */
export interface Arrived {
  citationId: number
  /** Where it is now. */
  url: URL
  /** What was asked for. */
  askedUrl: string
  notes?: readonly string[]
  picture?: Pick<PageView, 'screenshot' | 'attachment'>
}

/** The pages that are open, whichever engine opened them: what was read stays to be shown, scrolled and searched. */
export class OpenPages {
  constructor(private readonly place: PagesPlace) {}

  list(): OpenPage[] {
    return this.place.memory.listPages().map(shown)
  }

  /** Throws ToolError where the citation is not open, or shows another address. */
  async get({ citationId, url }: PageAt): Promise<Opened> {
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

  keep({ citationId, url, askedUrl, notes = [], picture }: Arrived, read: AnswerRead): PageView {
    const { reading, images } = read
    const starts = screensOf(reading)
    const screen = screenAt(reading, url)
    const page = {
      citationId,
      url: url.href,
      askedUrl,
      title: reading.title,
      screen,
      screens: starts.length,
      filled: {},
    }
    this.place.memory.keepPage(page, reading)
    return { ...viewOf({ page, reading }), notes: [...notes, ...reading.notes], images, ...picture }
  }

  show({ page, reading }: Opened, change: Partial<Pick<PageState, 'screen' | 'filled'>>): PageView {
    const next = { ...page, ...change }
    this.place.memory.keepPage(next)
    return viewOf({ page: next, reading })
  }

  async find(at: PageAt, { keyword, skip }: { keyword: string; skip: number }): Promise<PageView> {
    const opened = await this.get(at)
    const starts = screensOf(opened.reading)
    const matches = findText(drawLines(opened.reading, opened.page.filled), keyword)
    const first = matches[skip]
    if (!first) {
      const there = matches.length === 0 ? 'is nowhere on this page' : `stands ${matches.length} times on this page`
      return { ...this.show(opened, {}), text: '', notes: [`"${keyword}" ${there}.`] }
    }
    const text = matchList(matches, skip, (line) => screenOf(starts, line))
    const view = this.show(opened, { screen: screenOf(starts, first.line) })
    return { ...view, text, notes: [`"${keyword}" stands ${matches.length} times on this page.`] }
  }

  async scroll(at: PageAt, amount: number): Promise<PageView> {
    const opened = await this.get(at)
    const { screen, screens } = opened.page
    const by =
      Math.abs(amount) >= PIXELS_FROM ? Math.sign(amount) * Math.ceil(Math.abs(amount) / SCREEN_PIXELS) : amount
    const next = Math.min(screens, Math.max(1, screen + by))
    const view = this.show(opened, { screen: next })
    if (next !== screen) return view
    return { ...view, notes: [by > 0 ? 'This is the end of the page.' : 'This is the top of the page.'] }
  }

  /** Reads an answer as a page, or saves it into the workspace and reads what can be read of it. */
  async read(response: Response, url: URL): Promise<AnswerRead> {
    const bytes = await response.bytes()
    const answer = readAnswer(response, bytes, url)
    return answer.kind === 'page' ? { ...answer.page, images: [] } : this.#save(answer.name, bytes)
  }

  async #save(name: string, bytes: Uint8Array): Promise<AnswerRead> {
    const { files } = this.place
    const { path, type, sizeBytes } = await files.write(this.#freePath(name), bytes)
    const saved = `Saved as /mnt/okcomputer/${path} (${type}, ${sizeBytes} bytes).`
    const seen = await this.place.open(await files.read(path))
    const lines = seen && 'text' in seen ? seen.text.split('\n') : []
    const images = seen && 'picture' in seen ? [{ path, mediaType: seen.picture }] : []
    return { reading: plainReading(name, lines, [saved]), refresh: undefined, images }
  }

  #freePath(name: string): string {
    for (let number = 1; ; number++) {
      const path = `${FOLDER}/${number === 1 ? name : numberedName(name, number)}`
      if (!this.place.files.find(path)) return path
    }
  }
}

/** Throws ToolError where the page shows no such number. */
export function elementOf({ reading }: Opened, number: number): NumberedElement {
  const element = reading.elements.filter(isNumbered).find((each) => each.number === number)
  if (element) return element
  throw new ToolError(`There is no element [${number}] on this page. Use a number in brackets that the page shows.`)
}

/** Where the part of the page begins that the address names; the top where it names none. */
export function screenAt(reading: Reading, url: URL): number {
  const id = fragmentOf(url)
  const line = Object.hasOwn(reading.anchors, id) ? reading.anchors[id] : undefined
  return line === undefined ? 1 : screenOf(screensOf(reading), line)
}

/** What a site said beside its page. */
export function statusNotes({ ok, status, statusText }: Pick<Response, 'ok' | 'status' | 'statusText'>): string[] {
  return ok ? [] : [`The site answered ${status}${statusText && ` ${statusText}`}.`]
}

function viewOf({ page, reading }: Opened): PageView {
  const text = drawScreen(reading, page.filled, screensOf(reading), page.screen)
  return { ...shown(page), text, notes: [], images: [], screenshot: null }
}

function shown({ citationId, url, title, screen, screens }: PageState): OpenPage {
  return { citationId, url, title, screen, screens }
}
