import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'
import { inspect } from './support/inspect.ts'
import { tabTo } from './support/keyboard.ts'
import { type Provider, startProvider } from './support/provider.ts'

let house: House
let provider: Provider

beforeAll(async () => {
  provider = await startProvider()
  house = await openHouse({ vars: { ...provider.vars, OKCVM_LIMIT_TOKENS_DAY: '1000', OKCVM_CHAT_PRICES: '2/0.5/8' } })
})
afterAll(async () => {
  await house.close()
  await provider.close()
})

/** A refused message is what this is about; Chromium writes a line for it. */
const mayComplain = /status of 429/

test('by keyboard: a limit ends a turn, refuses the next, and the settings show what is used', async () => {
  const visitor = await house.visit({ mayComplain })
  const { page, composer, talk } = visitor
  provider.answer((ask) => {
    ask.say('I look at the plan.')
    ask.call('todo_read', {})
    ask.count(800, 250)
    ask.end()
  })
  await visitor.send('What is planned?')
  const failure = talk.getByRole('alert').filter({ hasText: 'This account has used its 1,000 tokens of this day.' })
  await failure.getByText('Everything up to here is kept.').waitFor()
  await talk.getByText('I look at the plan.').waitFor()
  await visitor.picture('limit reached')

  await visitor.send('And now?')
  const refusal = page.locator('.composer-problem')
  await refusal.getByText(/used its 1,000 tokens.*00:00 UTC on.*Not sent; your text is kept\./).waitFor()
  expect(await composer.inputValue()).toBe('And now?')

  await tabTo(page, /^See what is used$/)
  await page.keyboard.press('Enter')
  const usage = page.getByRole('region', { name: 'Usage' })
  await usage.getByText(/^1,050 of 1,000/).waitFor()
  const meter = usage.getByRole('meter', { name: 'Tokens today' })
  expect(await meter.getAttribute('aria-valuetext')).toMatch(/^1,050 of 1,000 · starts again/)
  await usage.getByText('1 call · 800 in · 250 out · $0.0036').waitFor()
  await usage.getByText('$0.0036 of $50.00').waitFor()
  await usage.getByText('One turn may take 40 steps, 400 tool calls, 10,000,000 tokens, $10.00.').waitFor()

  const defects: string[] = []
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport)
    await usage.scrollIntoViewIfNeeded()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      defects.push(...(await inspect(page, { target: 24 })))
      await visitor.picture(`usage ${viewport.width} ${colorScheme}`)
    }
  }
  expect(defects).toEqual([])
  await visitor.leave()
})
