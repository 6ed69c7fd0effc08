import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

test('the view follows the answer, stays where a reader goes, and a row that is opened is no news', async () => {
  const visitor = await house.visit({ viewport: { width: 900, height: 600 } })
  const { page, talk, answers } = visitor
  const distance = () => talk.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
  await visitor.send('Write a long story')
  await answers.getByText('Near midnight').waitFor()
  await expect.poll(distance).toBeLessThan(40)

  await visitor.send('Write a long story')
  await answers.nth(1).getByText('A day in a small harbour').waitFor()
  await talk.hover()
  await page.mouse.wheel(0, -600)
  await page.getByRole('button', { name: /new lines/ }).waitFor()
  const top = await talk.evaluate((box) => box.scrollTop)
  await visitor.answered()
  expect(await talk.evaluate((box) => box.scrollTop)).toBe(top)
  await page.getByRole('button', { name: /new lines/ }).click()
  await expect.poll(distance).toBeLessThan(2)
  await page.getByRole('button', { name: /new lines/ }).waitFor({ state: 'detached' })

  await answers
    .last()
    .getByRole('button', { name: /^Thought/ })
    .click()
  await answers.last().getByText('A long text is wanted').waitFor()
  await page.reload()
  await answers.nth(1).getByText('Near midnight').waitFor()
  await answers
    .first()
    .getByRole('button', { name: /^Thought/ })
    .click()
  await answers.first().getByText('A long text is wanted').waitFor()
  expect(await page.getByRole('button', { name: /new lines/i }).count()).toBe(0)
  await visitor.leave()
})
