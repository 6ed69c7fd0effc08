import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'
import { inspect } from './support/inspect.ts'
import { addressOf, listen } from './support/loopback.ts'
import { type Provider, startProvider } from './support/provider.ts'

let provider: Provider
let house: House
const asked: string[] = []

/** A SearXNG server of the operator's: https://docs.searxng.org/dev/search_api.html */
const searxng = createServer((request, response) => {
  asked.push(request.url ?? '')
  const isImages = request.url?.includes('categories=images')
  const results = Array.from({ length: 12 }, (_, at) => ({
    url: `https://tea-${at}.invalid/a-page-with-quite-a-long-address`,
    title: `Green tea ${at} <b>and</b> how it is made in the mountains`,
    content: 'Leaves are steamed soon after they were picked, so that they stay green.',
    publishedDate: '2026-03-01T00:00:00',
    ...(isImages ? { img_src: `https://tea-${at}.invalid/${at}.jpg`, resolution: '1200 x 800' } : {}),
  }))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ query: 'x', number_of_results: 0, results }))
})

beforeAll(async () => {
  provider = await startProvider()
  await listen(searxng)
  const OKCVM_SEARCH_BASE_URL = `http://${addressOf(searxng)}`
  house = await openHouse({ vars: { ...provider.vars, OKCVM_SEARCH_SERVICE: 'searxng', OKCVM_SEARCH_BASE_URL } })
})
afterAll(async () => {
  await house.close()
  await provider.close()
  searxng.closeAllConnections()
  await new Promise((resolve) => searxng.close(resolve))
})

test('what searches found is seen after a reload, by keyboard, light and dark, wide and narrow', async () => {
  let asks = 0
  provider.answer((ask) => {
    asks += 1
    if (asks === 1) ask.call('web_search', { queries: ['green tea', 'black tea'] })
    else if (asks === 2) ask.call('image_search', { queries: ['tea'], total_count: 6 })
    else ask.say('Found.')
    ask.end()
  })
  const visitor = await house.visit({ reducedMotion: 'reduce' })
  const { page, talk } = visitor
  await visitor.send('Find out about tea')
  await visitor.answered()
  expect(asked.map((url) => new URL(url, 'http://x').searchParams.get('q'))).toEqual(['green tea', 'black tea', 'tea'])

  await page.reload()
  for (const [name, found] of [
    [/Searched green tea · black tea/, '20 results'],
    [/Searched for pictures/, '6 results'],
  ] as const) {
    const row = talk.getByRole('button', { name })
    await row.waitFor()
    expect(await row.textContent()).toContain(found)
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.press('Enter')
  }
  const first = talk.getByRole('link', { name: /Green tea 0 and how/ }).first()
  await first.waitFor()
  expect(await first.getAttribute('href')).toBe('https://tea-0.invalid/a-page-with-quite-a-long-address')
  await first.focus()
  await talk.getByRole('button', { name: /tea-0\.invalid/ }).waitFor()
  expect(await talk.locator('.searches img').count(), 'no picture loads by itself').toBe(0)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const list of await talk.locator('.searches').all()) {
        await list.scrollIntoViewIfNeeded()
        expect(await inspect(page, { target: 24 }), `${width}, ${colorScheme}`).toEqual([])
        if (process.env.PICTURES) await visitor.picture(`search preview ${width} ${colorScheme}`)
      }
    }
  }
  await visitor.leave()
})
