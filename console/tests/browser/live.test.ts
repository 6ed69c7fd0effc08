import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'
import { type Line, openLine } from './support/line.ts'
import { longAnswer } from './support/long-answer.ts'
import { type Provider, startProvider } from './support/provider.ts'
import { randomFrom } from './support/random.ts'
import { storedText, textOnScreen } from './support/texts.ts'
import { setVisibility } from './support/visibility.ts'

const CUTS = 30
/** What a cut network makes Chromium say. */
const broken = /net::ERR_|Failed to load resource/

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const random = randomFrom(seed)

let provider: Provider
let house: House
let line: Line

beforeAll(async () => {
  provider = await startProvider()
  house = await openHouse({ vars: provider.vars })
  line = await openLine(house.url)
})
afterAll(async () => {
  await line.close()
  await house.close()
  await provider.close()
})

test(`the text on screen is the stored one after ${CUTS} cuts of the network in one turn (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const answer = longAnswer(provider, random)
  const visitor = await house.visit({ origin: line.origin, mayComplain: broken })
  const { page, context } = visitor
  await visitor.send('Tell me everything')

  for (let cut = 0; cut < CUTS; cut += 1) {
    const shown = (await textOnScreen(visitor)).length
    const more = Math.floor(random() * 300)
    await expect.poll(async () => (await textOnScreen(visitor)).length, { interval: 20 }).toBeGreaterThan(shown + more)
    const lost = answer.goesOn(Math.floor(random() * 60))
    if (cut % 2 === 0) {
      line.cut()
      await page.getByText('Reconnecting…').first().waitFor()
      await lost
      line.restore()
    } else {
      await context.setOffline(true)
      await lost
      await context.setOffline(false)
    }
  }
  answer.finish()
  await visitor.answered()

  const stored = await storedText(visitor)
  expect(stored).toBe(answer.said())
  expect(await textOnScreen(visitor)).toBe(stored)
  await page.getByText('Reconnecting…').first().waitFor({ state: 'detached' })
  await visitor.leave()
})

test('a tab that slept for a minute behind a dead network is current within a second', async () => {
  const answer = longAnswer(provider, random)
  const visitor = await house.visit({
    origin: line.origin,
    mayComplain: broken,
    before: ({ context }) => context.clock.install(),
  })
  const { page, context } = visitor
  await visitor.send('Tell me everything')
  await visitor.answers.locator('.prose').waitFor()

  // The lid closes: the page is hidden and frozen, its connection is dead though nobody says so.
  const devtools = await context.newCDPSession(page)
  await setVisibility(page, 'hidden')
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  line.sleep()
  await answer.goesOn(200)
  answer.finish()
  await expect
    .poll(async () => (await storedText(visitor, house.url)) === answer.said(), { timeout: 10_000 })
    .toBe(true)
  const stale = await textOnScreen(visitor)
  expect(stale.length).toBeLessThan(answer.said().length)

  // It opens a minute later.
  line.restore()
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await context.clock.fastForward(60_000)
  const catchUp = await timeToTheEnd(page)
  await setVisibility(page, 'visible')
  await visitor.answered()
  expect(await textOnScreen(visitor)).toBe(answer.said())
  expect(await catchUp()).toBeLessThan(1000)
  await visitor.leave()
})

test('Stop in a second tab, after a reload, hangs up on the model within a second', async () => {
  const answer = longAnswer(provider, random)
  const visitor = await house.visit()
  await visitor.send('Tell me everything')
  await visitor.answers.locator('.prose').waitFor()

  const second = await visitor.openTab()
  await second.page.reload()
  await second.answers.locator('.prose').waitFor()
  await second.page.getByRole('button', { name: 'Stop' }).click()
  const stoppedAt = Date.now()

  expect((await answer.closed) - stoppedAt).toBeLessThan(1000)
  await visitor.talk.getByText('You stopped this answer. What was written is kept.').waitFor()
  await second.talk.getByText('You stopped this answer. What was written is kept.').waitFor()
  const stored = await storedText(visitor)
  expect(stored.length).toBeGreaterThan(0)
  expect(answer.said()).toContain(stored)
  expect(await textOnScreen(visitor)).toBe(stored)
  expect(await textOnScreen(second)).toBe(stored)
  await visitor.leave()
})

test('a message sent meanwhile waits, can be withdrawn, and can go first', async () => {
  const first = longAnswer(provider, random)
  const visitor = await house.visit()
  const { page, talk, composer } = visitor
  await visitor.send('First')
  await visitor.answers.locator('.prose').waitFor()
  const mine = (text: string) => talk.locator('.me-row').filter({ hasText: text })

  await visitor.send('Second thoughts')
  await mine('Second thoughts').getByText('Queued').waitFor()
  await mine('Second thoughts').getByRole('button', { name: 'Withdraw' }).click()
  await mine('Second thoughts').waitFor({ state: 'detached' })

  await composer.fill('Do this instead')
  await page.getByRole('button', { name: 'Queue' }).click()
  await mine('Do this instead').getByText('Queued').waitFor()
  await page.reload()
  await mine('Do this instead').getByText('Queued').waitFor()
  await mine('Second thoughts').waitFor({ state: 'detached' })
  provider.answer((ask) => {
    ask.say('Done that.')
    ask.end()
  })
  await mine('Do this instead').getByRole('button', { name: 'Send now' }).click()

  await first.closed
  await talk.getByText('Done that.').waitFor()
  await talk.getByText('You stopped this answer. What was written is kept.').waitFor()
  expect(await talk.locator('article.me').allInnerTexts()).toEqual(['First', 'Do this instead'])
  await visitor.leave()
})

/** Measured in the page: the milliseconds from its being shown to the end of its one answer. Call the result to read them. */
async function timeToTheEnd(page: Page): Promise<() => Promise<number>> {
  const measured = await page.evaluateHandle(() => {
    const { promise, resolve } = Promise.withResolvers<number>()
    document.addEventListener('visibilitychange', () => {
      const shownAt = performance.now()
      const look = () => {
        if (document.querySelector('article[aria-busy=false]')) resolve(performance.now() - shownAt)
      }
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
      look()
    })
    return { promise }
  })
  return () => measured.evaluate(({ promise }) => promise)
}
