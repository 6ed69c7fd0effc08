import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'
import { type Line, openLine } from './support/line.ts'

const broken = /net::ERR_|Failed to load resource/
const OFFLINE = 'The server cannot be reached. Check the connection, then try again.'

let house: House
let line: Line

beforeAll(async () => {
  house = await openHouse()
  line = await openLine(house.url)
})
afterAll(async () => {
  await line.close()
  await house.close()
})

test('a message that could not be sent is kept, over a reload too, and goes out once', async () => {
  const visitor = await house.visit({ origin: line.origin, mayComplain: broken })
  const { page, composer, talk } = visitor
  line.cut()
  await visitor.send('Count to 3')
  await page
    .getByRole('alert')
    .filter({ hasText: `${OFFLINE} Not sent; your text is kept.` })
    .waitFor()
  expect(await composer.inputValue()).toBe('Count to 3')
  line.restore()
  await page.reload()
  await expect.poll(() => composer.inputValue()).toBe('Count to 3')

  await page.route('**/turns', (route) => route.abort())
  await composer.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Not sent; your text is kept.' }).waitFor()
  expect(await composer.inputValue()).toBe('Count to 3')
  await page.unroute('**/turns')

  // The server takes the message, but its answer is lost: sent again, it must not be there twice.
  await page.route(
    '**/turns',
    async (route) => {
      await route.fetch()
      await route.abort()
    },
    { times: 1 },
  )
  await composer.press('Enter')
  await visitor.answered()
  await expect.poll(() => composer.inputValue()).toBe('')
  expect(await talk.getByRole('article', { name: 'You' }).allInnerTexts()).toEqual(['Count to 3'])
  await visitor.leave()
})

test('a page that is left in mid-send keeps the message, and what arrived leaves the field by itself', async () => {
  const visitor = await house.visit({ mayComplain: broken })
  const { page, composer, talk } = visitor
  // The server takes each message, and no answer comes back.
  await page.route('**/turns', async (route) => {
    await route.fetch()
    await new Promise(() => undefined)
  })
  await visitor.send('Count to 3')
  await visitor.answered()
  await page.reload()
  await visitor.answered()
  await expect.poll(() => composer.inputValue()).toBe('')
  expect(await talk.getByRole('article', { name: 'You' }).allInnerTexts()).toEqual(['Count to 3'])

  // Now nothing arrives.
  await page.unroute('**/turns')
  await page.route('**/turns', () => undefined)
  await visitor.send('Count to 5')
  await talk.getByText('Sending').waitFor()
  await page.reload()
  await expect.poll(() => composer.inputValue()).toBe('Count to 5')
  await page.unroute('**/turns')
  await composer.press('Enter')
  await talk.getByRole('article', { name: 'You' }).nth(1).waitFor()
  await visitor.answers.nth(1).and(page.locator('[aria-busy=false]')).waitFor()
  expect(await talk.getByRole('article', { name: 'You' }).allInnerTexts()).toEqual(['Count to 3', 'Count to 5'])
  await visitor.leave()
})

test('an upload that broke off can be tried again, and nothing is lost meanwhile', async () => {
  const visitor = await house.visit({ mayComplain: broken })
  const { page, composer } = visitor
  await composer.fill('What is in hours.txt?')
  await page.route('**/files/**', (route) => route.abort())
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'hours.txt', mimeType: 'text/plain', buffer: Buffer.from('7 to 19') })
  await page.getByRole('alert').filter({ hasText: OFFLINE }).waitFor()
  await page.unroute('**/files/**')
  await page.getByRole('button', { name: 'Upload hours.txt again' }).click()
  await page.locator('form').getByText('7 B', { exact: true }).waitFor()
  expect(await composer.inputValue()).toBe('What is in hours.txt?')
  await page.getByRole('button', { name: 'Send' }).click()
  await visitor.answered()
  expect(await visitor.answers.locator('.code-block').textContent()).toContain('7 to 19')
  await visitor.leave()
})

test('renaming, deleting and listing say why they failed, and change nothing', async () => {
  const visitor = await house.visit({ mayComplain: broken })
  const { page, list } = visitor
  await visitor.send('Count to 3')
  await visitor.answered()
  await page.route('**/api/conversations/*', (route) => route.abort())
  await list.getByRole('button', { name: 'More for “Count to 3”' }).first().click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await list.getByRole('textbox', { name: 'Title' }).fill('Three')
  await page.keyboard.press('Enter')
  await list.getByRole('alert').filter({ hasText: OFFLINE }).waitFor()
  await list.getByRole('link', { name: 'Count to 3' }).first().waitFor()
  await list.getByRole('button', { name: 'More for “Count to 3”' }).first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: OFFLINE }).waitFor()
  await page.keyboard.press('Escape')
  await page.unroute('**/api/conversations/*')

  await page.route('**/api/conversations', (route) => route.abort())
  await page.goto(house.url)
  await list.getByRole('alert').filter({ hasText: OFFLINE }).waitFor()
  await page.unroute('**/api/conversations')
  await list.getByRole('button', { name: 'Try again' }).click()
  await list.getByRole('link', { name: 'Count to 3' }).first().waitFor()
  await visitor.leave()
})

test('a page that is not there says so and leads back', async () => {
  const visitor = await house.visit({ path: '/c/c_nobody', mayComplain: broken })
  const { page } = visitor
  await page.getByText('This conversation is not here').waitFor()
  await page.getByRole('main').getByRole('button', { name: 'New conversation' }).click()
  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  await visitor.leave()
})
