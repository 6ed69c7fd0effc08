import { expect, test } from 'vitest'
import { type Browsing, browsing, type MakeBrowser } from '../../support/browsing'
import type { Site } from '../../support/internet'
import { answerOfShop, HOST, SITE } from './local-site'

const sites: Record<string, Site> = {
  [HOST]: { answer: answerOfShop },
  'inside.test': { addresses: ['10.0.0.7'] },
}

/** A browser may have to be started, and a PDF reader loaded. */
const TIMEOUT_MS = 20_000

/** What every browser of ours does, on a local site of 20 pages. */
export function browserContract(engine: string, make: MakeBrowser): void {
  const begin = (act: (browse: Browse, all: Browsing) => Promise<void>) =>
    browsing(make, sites, (all) => act(new Browse(all), all))
  const walk = (name: string, act: (browse: Browse, all: Browsing) => Promise<void>) =>
    test(`${engine}: ${name}`, () => begin(act), TIMEOUT_MS)

  walk('signing in by a form keeps the session for later calls', async (browse, { outside }) => {
    expect(await browse.visit('/account')).toContain('[3 button: Sign in]')
    expect(browse.url).toBe(`${SITE}/login`)
    await browse.input('User', 'ada')
    await browse.input('Password', 'guess')
    expect(outside).toEqual([])
    expect(await browse.click('button: Sign in')).toContain('Wrong password.')
    expect(browse.text).toContain('401')
    await browse.input('User', 'ada')
    expect(await browse.input('Password', 'open sesame')).not.toContain('sesame')
    expect(await browse.click('button: Sign in')).toContain('Welcome back, Ada.')
    expect(outside).toEqual(['click', 'click'])
    expect(await browse.visit('/account')).toContain('Welcome back, Ada.')
    await browse.click('Sign out')
    expect(browse.url).toBe(`${SITE}/`)
    expect(await browse.visit('/account')).toContain('button: Sign in')
  })

  walk('a search is sent by Enter and read page by page', async (browse, { outside }) => {
    await browse.visit('/search')
    expect(await browse.input('Search for', 'green tea\n')).toContain('25 results, page 1')
    expect(browse.text).toContain('green tea 10')
    await browse.click('Next')
    expect(await browse.click('Next')).toContain('green tea 25')
    expect(browse.text).not.toContain('Next')
    await browse.input('Search for', 'Öl & "Essig"')
    expect(await browse.click('button: Go')).toContain('Öl & "Essig" 1')
    expect(outside).toEqual([])
  })

  walk('a table is read with its heads, and its links can be followed', async (browse) => {
    const text = await browse.visit('/cities')
    expect(text).toContain('Cities by people')
    expect(text).toContain('| City | Country | People |\n| --- | --- | --- |\n| [1 Lyon] | France | 522,000 |')
    expect(text).toContain('| All\\|together |  | 820,000 |')
    expect(await browse.click('Lyon')).toContain('404 Not Found')
  })

  walk('a form sends what its controls hold', async (browse) => {
    await browse.visit('/survey')
    await browse.input('Your name', 'Ada')
    await browse.input('Note', 'Line 1\nLine 2\n')
    await browse.input('Color', 'blue')
    await browse.input('Sizes', 'S\nL')
    await browse.click('News')
    await browse.input('Ads', 'on')
    await browse.click('Cash')
    expect(browse.text).toMatch(/radio, off: Card.*radio, on: Cash/)
    expect(sent(await browse.click('button: Drop'))).toEqual([
      'key is "k1"',
      'name is "Ada"',
      'note is "Line 1\\r\\nLine 2\\r\\n"',
      'color is "Blue"',
      'size is "S"',
      'size is "L"',
      'ads is "on"',
      'pay is "cash"',
      'photo is ""',
      'do is "drop"',
    ])
  })

  walk('a form that was started over sends what stood in it', async (browse) => {
    await browse.visit('/survey')
    await browse.input('Your name', 'Ada')
    await browse.click('Ads')
    expect(await browse.click('button: Start over')).toContain('Your name = "Nobody"')
    const entries = sent(await browse.click('button: Save'))
    expect(entries).toContain('name is "Nobody"')
    expect(entries).toContain('news is "on"')
    expect(entries).not.toContain('ads is "on"')
  })

  walk('a form in parts is sent in parts', async (browse) => {
    await browse.visit('/survey')
    await browse.input('Part', 'ä\u{1f337}')
    expect(sent(await browse.click('button: Send parts'))).toEqual(['a is "ä\u{1f337}"', 'f is ""'])
  })

  walk('a long page is read screen by screen', async (browse) => {
    const first = await browse.visit('/articles/3')
    const screens = Number(/Screen 1 of (\d+)/.exec(first)?.[1])
    expect(screens).toBeGreaterThan(2)
    expect(first).toContain('Paragraph 1.')
    const seen = [first]
    for (let screen = 2; screen <= screens; screen++) {
      expect(await browse.scroll('down')).toContain(`Screen ${screen} of ${screens}`)
      seen.push(browse.text)
    }
    for (let n = 1; n <= 60; n++) expect(seen.join('\n').split(`Paragraph ${n}. `).length, `Paragraph ${n}`).toBe(2)
    expect(await browse.scroll('down')).toContain('This is the end of the page.')
    expect(await browse.scroll('up', 40)).toContain('Screen 1 of')
    expect(await browse.scroll('up')).toContain('This is the top of the page.')
  })

  walk('a text is found wherever it stands, and the page goes there', async (browse) => {
    await browse.visit('/articles/3')
    const found = await browse.find('pAragraph 5')
    expect(found).toContain('"pAragraph 5" stands 11 times on this page.')
    expect(found).toMatch(/^1\. screen 1: .*Paragraph 5\./m)
    expect(found).toContain('go on with skip 10')
    expect(await browse.find('Paragraph 5', 10)).toMatch(/^11\. screen \d: .*Paragraph 59\./m)
    expect(await browse.find('Paragraph 5', 11)).toContain('stands 11 times')
    expect(await browse.find('unicorn')).toContain('"unicorn" is nowhere on this page.')
    expect(await browse.scroll('up', 1)).toContain('Screen')
  })

  walk('a link within the page goes to its place', async (browse, { world }) => {
    await browse.visit('/articles/3')
    const requests = world.requests.length
    expect(await browse.click('Sources')).toContain('The Needle, 1999.')
    expect(world.requests.length).toBe(requests)
    expect(await browse.visit('/articles/4#sources')).toContain('The Needle, 1999.')
  })

  walk('a file is saved into the workspace, and none takes the place of another', async (browse, { place }) => {
    await browse.visit('/')
    expect(await browse.click('Report')).toContain('Saved as /mnt/okcomputer/downloads/sales report.csv')
    await browse.visit('/again.csv')
    await browse.visit('/data.bin')
    await browse.visit('/sneaky')
    expect(place.workspace.list('downloads').map(({ path, sizeBytes }) => `${path} ${sizeBytes}`)).toEqual([
      'downloads/data.bin 5',
      'downloads/sales report-2.csv 18',
      'downloads/sales report.csv 18',
      'downloads/报告.txt 1',
    ])
    expect(await place.workspace.open('downloads/sales report.csv')?.text()).toBe('month,sold\nMay,12\n')
  })

  walk('documents are read, pictures shown, data laid out', async (browse, { call }) => {
    expect(await browse.visit('/paper.pdf')).toContain('Water boils at 100 degrees.')
    expect(await browse.find('boils')).toContain('stands 1 times')
    const { content } = await call('visit', { citation_id: 2, url: `${SITE}/dot.png` })
    expect(content).toMatchObject({ images: [{ path: 'downloads/dot.png', mediaType: 'image/png' }] })
    expect(await browse.visit('/stock.json')).toContain('  "apples": 3,')
  })

  walk('texts in other charsets are read', async (browse) => {
    expect(await browse.visit('/latin')).toContain('Citation 1: Café')
    expect(await browse.visit('/chinese')).toContain('你好')
  })

  walk('redirects are followed, and the page says where it is', async (browse) => {
    expect(await browse.visit('/old-address')).toContain('Lyon')
    expect(browse.url).toBe(`${SITE}/cities`)
    expect(await browse.visit('/moved')).toContain('Lyon')
    await expect(browse.visit('/round')).rejects.toThrow(/redirected/)
  })

  for (const path of ['/to-private', '/to-loopback', '/to-metadata', '/to-inside-name']) {
    walk(`a redirect into the inside is refused: ${path}`, async (browse, { world }) => {
      await expect(browse.visit(path)).rejects.toThrow(/is refused/)
      expect(world.requests.map(({ url }) => url)).toEqual([SITE + path])
    })
  }

  walk('what a model gets wrong is told in a sentence', async (browse, { call }) => {
    await expect(call('click', { citation_id: 9, element_index: 1, url: SITE })).rejects.toThrow(
      /Nothing is open under citation 9/,
    )
    await browse.visit('/login')
    await expect(call('click', { citation_id: 1, element_index: 99, url: `${SITE}/login` })).rejects.toThrow(
      /no element \[99\]/,
    )
    await expect(call('click', { citation_id: 1, element_index: 3, url: `${SITE}/other` })).rejects.toThrow(
      /shows https:\/\/shop.test\/login now/,
    )
    await expect(browse.input('button: Sign in', 'x')).rejects.toThrow(/browser_click/)
    await expect(browse.click('User')).rejects.toThrow(/browser_input/)
    await expect(browse.visit('javascript:alert(1)')).rejects.toThrow(/no address of the web/)
    await expect(call('visit', { citation_id: 1, url: '/mnt/okcomputer/output/a.html' })).rejects.toThrow(/read_file/)
    await browse.visit('/')
    await expect(browse.click('Write to us')).rejects.toThrow(/mailto:/)
    expect(await browse.visit('/nope')).toContain('404 Not Found')
  })

  walk('several pages stay open, and the state lists them', async (_, { call }) => {
    expect((await call('state')).text).toContain('No page is open')
    await call('visit', { citation_id: 7, url: `${SITE}/articles/2` })
    await call('visit', { citation_id: 3, url: 'shop.test/cities' })
    await call('scroll_down', { citation_id: 7, url: `${SITE}/articles/2`, scroll_amount: 1 })
    expect((await call('state')).text).toMatch(
      /^3\. Cities\n {3}https:\/\/shop\.test\/cities\n.*\n7\. Article 2\n.*articles\/2\n {3}screen 2 of \d$/,
    )
  })
}

const sent = (text: string) => [...text.matchAll(/^- (\w+ is .*)$/gm)].map(([, entry]) => entry)

/** One page, used as a model would use it: by the numbers that the page shows. */
class Browse {
  url = ''
  text = ''

  constructor(private readonly test: Browsing) {}

  visit(path: string): Promise<string> {
    return this.#do('visit', { url: new URL(path, SITE).href })
  }

  click(shown: string): Promise<string> {
    return this.#do('click', { element_index: this.numberOf(shown), url: this.url })
  }

  input(shown: string, content: string): Promise<string> {
    return this.#do('input', { element_index: this.numberOf(shown), content, url: this.url })
  }

  find(keyword: string, skip = 0): Promise<string> {
    return this.#do('find', { keyword, skip, url: this.url })
  }

  scroll(direction: 'down' | 'up', amount = 1): Promise<string> {
    return this.#do(`scroll_${direction}`, { scroll_amount: amount, url: this.url })
  }

  /** The number before the first element that shows these words. */
  numberOf(shown: string): number {
    const found = [...this.text.matchAll(/\[(\d+) ([^\]]*)\]/g)].find(([, , words]) => words?.includes(shown))
    expect(found, `The page shows no "${shown}":\n${this.text}`).toBeDefined()
    return Number(found?.[1])
  }

  async #do(name: string, input: object): Promise<string> {
    const { text, preview } = await this.test.call(name, { citation_id: 1, ...input })
    this.text = text
    if (preview.kind === 'page') this.url = preview.url
    return text
  }
}
