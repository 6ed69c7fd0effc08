import { afterAll, beforeAll, expect, test } from 'vitest'
import { deed } from './support/deed.ts'
import { type House, openHouse } from './support/house.ts'
import { focusedName, isFocusVisible, tabTo } from './support/keyboard.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

test('the whole story without a mouse', async () => {
  const visitor = await house.visit()
  const { page, talk, workbench, list, composer } = visitor
  const { keyboard } = page
  await composer.and(page.locator(':focus')).waitFor()
  await keyboard.type('make me a page for my bakery')
  await keyboard.press('Shift+Enter')
  await keyboard.type('in Lyon')
  await keyboard.press('Enter')
  await visitor.answered()
  expect(await talk.getByRole('article', { name: 'You' }).innerText()).toBe('make me a page for my bakery\nin Lyon')
  expect(await focusedName(page), 'the workbench that opened did not take the focus').toBe('Your message')

  await tabTo(page, /^Preview$/)
  await keyboard.press('ArrowRight')
  await workbench.getByRole('tab', { name: 'Files 3', selected: true }).waitFor()
  await tabTo(page, /^styles\.css/)
  await keyboard.press('Enter')
  await workbench.getByText('--hue').first().waitFor()
  await tabTo(page, /^Width of the workbench$/, 'Shift+Tab')
  const width = async () => (await workbench.boundingBox())?.width ?? 0
  const before = await width()
  await keyboard.press('ArrowLeft')
  await expect.poll(width).toBeGreaterThan(before)

  await tabTo(page, /^Wrote.*index\.html/, 'Shift+Tab')
  expect(await isFocusVisible(page)).toBe(true)
  await keyboard.press('Enter')
  await talk.getByRole('button', { name: deed('Wrote', 'output/site/index.html'), expanded: true }).waitFor()
  await keyboard.press('Space')
  await talk.getByRole('button', { name: deed('Wrote', 'output/site/index.html'), expanded: false }).waitFor()

  await tabTo(page, /^Your message$/)
  await keyboard.type('Count to 2000')
  await keyboard.press('Enter')
  await visitor.answers.getByText('1, 2, 3, 4').waitFor()
  await tabTo(page, /^Stop$/)
  await keyboard.press('Enter')
  await talk.getByText('You stopped this answer. What was written is kept.').waitFor()

  await tabTo(page, /^Attach$/)
  const choosing = page.waitForEvent('filechooser')
  await keyboard.press('Enter')
  await (await choosing).setFiles({ name: 'hours.txt', mimeType: 'text/plain', buffer: Buffer.from('7 to 19') })
  await tabTo(page, /^Remove hours\.txt$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove hours.txt' }).waitFor({ state: 'detached' })

  await tabTo(page, /^More for “make me a page/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Rename' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('Enter')
  await list.getByRole('textbox', { name: 'Title' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('Control+a')
  await keyboard.type('Chez Nous')
  await keyboard.press('Enter')
  await list.getByRole('link', { name: 'Chez Nous' }).waitFor()

  await keyboard.press('Control+k')
  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  await composer.and(page.locator(':focus')).waitFor()
  await tabTo(page, /^Chez Nous$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await talk.getByText('You stopped this answer.').waitFor()
  await tabTo(page, /^More for “Chez Nous”$/, 'Shift+Tab')
  await keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Rename' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('ArrowUp')
  await keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => focusedName(page), { message: 'the focus is where it was' }).toBe('More for “Chez Nous”')
  await keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Rename' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('End')
  await keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await list.getByRole('link', { name: 'Chez Nous' }).waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  await visitor.leave()
})

test('every stop of the keyboard shows where it is', async () => {
  const visitor = await house.visit()
  const { page } = visitor
  await visitor.send('make me a page for my bakery')
  await visitor.answered()
  const hidden: string[] = []
  const seen = new Set<string>()
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab')
    const name = await focusedName(page)
    if (name === 'BODY' || name === 'IFRAME') continue
    seen.add(name)
    if (!(await isFocusVisible(page))) hidden.push(name)
  }
  expect(hidden).toEqual([])
  expect(seen.size).toBeGreaterThan(15)
  await visitor.leave()
})
