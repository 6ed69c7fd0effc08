import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, onTestFailed } from 'vitest'
import { root } from '../../../../scripts/program.ts'

export interface VisitOptions extends BrowserContextOptions {
  /** Where the console is reached; the server itself unless a line stands between. */
  origin?: string
  path?: string
  /** Further origins of this machine that requests may go to. */
  ours?: string[]
  /** What this test breaks on purpose: complaints that match are no defects. */
  mayComplain?: RegExp
  /** Prepares the profile before the first page is opened. */
  before?: (visitor: Visitor) => Promise<void>
}

/** A person at the console. Notes every error of the page and every request that would leave the machine. */
export class Visitor {
  #answers = 1
  readonly context: BrowserContext
  readonly complaints: string[] = []
  readonly talk: Locator
  readonly composer: Locator
  readonly workbench: Locator
  readonly list: Locator

  constructor(
    readonly page: Page,
    private readonly rules: { ours: string[]; mayComplain: RegExp | undefined },
  ) {
    this.context = page.context()
    this.talk = page.getByRole('region', { name: /^(Conversation|对话内容)$/ })
    this.composer = page.getByRole('textbox', { name: /^(Your message|你的消息)$/ })
    this.workbench = page
      .getByRole('complementary')
      .or(page.getByRole('dialog'))
      .filter({ has: page.getByRole('tablist') })
    this.list = page.getByRole('navigation')
    this.context.on('request', (request) => this.#checkAddress(request.url()))
    this.context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#complain(`console: ${message.text()}`)
    })
    this.context.on('weberror', (error) => this.#complain(`page: ${error.error().stack ?? error.error().message}`))
    // With a listener from the start, Chromium never opens a real dialog before it is told not to.
    page.on('filechooser', () => undefined)
    // A hook prepares without a test to fail.
    if (expect.getState().currentTestName) onTestFailed(({ task }) => this.picture(`failed ${task.name}`))
  }

  /** The site in the workbench's frame, as whoever looks at it sees it. */
  get site() {
    return this.page.frameLocator('iframe')
  }

  get answers(): Locator {
    return this.talk.getByRole('article', { name: /^(Agent|智能体)$/ })
  }

  /** The conversation that the address names. */
  get conversation(): string {
    return new URL(this.page.url()).pathname.split('/')[2] ?? ''
  }

  async send(text: string): Promise<void> {
    this.#answers = (await this.answers.count()) + 1
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Waits until what was sent last is answered to the end. */
  async answered(): Promise<void> {
    await this.answers
      .nth(this.#answers - 1)
      .and(this.page.locator('[aria-busy=false]'))
      .waitFor()
  }

  /** The same person, the same address, another tab. */
  async openTab(): Promise<Visitor> {
    const tab = new Visitor(await this.context.newPage(), this.rules)
    await tab.page.goto(this.page.url())
    return tab
  }

  async api<T = Record<string, never>>(path: string, server = this.page.url()): Promise<T> {
    const response = await this.context.request.get(new URL(path, server).href)
    return response.json()
  }

  async picture(name: string): Promise<void> {
    const folder = join(root, 'dist/browser')
    mkdirSync(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '-')}.png`) }).catch(() => undefined) // a page that is gone has no picture
  }

  /** Every test ends here: nothing was complained of, and nothing left the machine. */
  async leave(): Promise<void> {
    await this.context.close()
    expect(this.complaints).toEqual([])
  }

  #checkAddress(address: string): void {
    const url = new URL(address)
    if (/^(data|blob|about):$/.test(url.protocol) || this.rules.ours.includes(url.origin)) return
    this.complaints.push(`request: ${address}`)
  }

  #complain(complaint: string): void {
    if (!this.rules.mayComplain?.test(complaint)) this.complaints.push(complaint)
  }
}
