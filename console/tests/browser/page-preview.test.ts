import { expect, test } from 'vitest'
import { inspect } from './support/inspect.ts'
import { scriptedHouse } from './support/scripted-house.ts'

/** The reserved name leads nowhere, so the call itself fails: tests reach no network. */
const URL_OF_PAGE = 'https://shop.invalid/cities'

const scene = scriptedHouse()

test('a page of the web is seen as the agent read it, by keyboard, light and dark, wide and narrow', async () => {
  let asks = 0
  scene.provider.answer((ask) => {
    if (++asks === 1) ask.call('browser_visit', { citation_id: 1, url: URL_OF_PAGE })
    else ask.say('It could not be read.')
    ask.end()
  })
  const visitor = await scene.house.visit({ reducedMotion: 'reduce' })
  const { page, talk } = visitor
  await visitor.send('Read the page about cities')
  await visitor.answered()
  const row = talk.getByRole('button', { name: /Opened/ })
  expect(await row.textContent()).toContain('failed')

  // What the call would have kept, had there been a network.
  await page.route('**/messages*', async (route) => {
    const response = await route.fetch()
    const kept = await response.text()
    const empty = JSON.stringify({ kind: 'page', title: URL_OF_PAGE, url: URL_OF_PAGE, text: '', screenshot: null })
    expect(kept).toContain(empty)
    const text = `# Cities\n\n${'| [1 Lyon] | France | 522,000 |\n'.repeat(80)}`
    const seen = { kind: 'page', title: 'Cities by people', url: URL_OF_PAGE, text, cut: true, screenshot: null }
    await route.fulfill({ response, body: kept.replaceAll(empty, JSON.stringify(seen)) })
  })
  await page.reload()
  const known = talk.getByRole('button', { name: /Opened/ })
  await known.waitFor()
  if ((await known.getAttribute('aria-expanded')) === 'false') await known.press('Enter')
  const link = talk.getByRole('link', { name: 'Open shop.invalid in a new tab' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe(URL_OF_PAGE)
  const words = talk.getByText('[1 Lyon]')
  await words.focus()
  await page.keyboard.press('End')
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await inspect(page, { target: 24 }), `${width}, ${colorScheme}`).toEqual([])
      if (process.env.PICTURES) await visitor.picture(`page preview ${width} ${colorScheme}`)
    }
  }
  await visitor.leave()
})
