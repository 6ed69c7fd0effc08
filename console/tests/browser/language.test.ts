import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

test('a Chinese browser gets a Chinese console, and a Chinese site', async () => {
  const visitor = await house.visit({ locale: 'zh-CN' })
  const { page, talk, workbench, site } = visitor
  await page.getByRole('heading', { name: '想做点什么？' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  await visitor.send('给我的面包店做一个网页')
  await visitor.answered()
  await talk
    .getByRole('button', { name: /^写入\s*output/ })
    .first()
    .waitFor()
  await site.getByRole('heading', { level: 1 }).waitFor()
  expect(await site.locator('html').getAttribute('lang')).toMatch(/^zh/)
  await workbench.getByRole('tab', { name: '时间线' }).click()
  await workbench.getByText('首个令牌').first().waitFor()
  expect(
    latinWordsIn(await page.locator('.list, .talk-header, .meter, .composer, .workbench').allInnerTexts()),
  ).toEqual([])
  await visitor.leave()
})

test('the language can be switched and is kept', async () => {
  const visitor = await house.visit()
  const { page } = visitor
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: '中文' }).check()
  await page.getByRole('heading', { name: '设置' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: '设置' }).waitFor()
  await page.getByRole('radio', { name: 'English' }).check()
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
  await visitor.leave()
})

/** Words of the console that were left in English: names, tools, units, addresses and what models report may stay. */
function latinWordsIn(texts: string[]): string[] {
  const words = texts.join('\n').match(/\b[A-Za-z][a-z]{2,}\b/g) ?? []
  const kept = new Set([
    'demo',
    'not',
    'an',
    'sites',
    'deploy',
    'website',
    'write',
    'file',
    'tool',
    'calls',
    'stop',
    'Ctrl',
    'output',
    'site',
  ])
  return words.filter((word) => !kept.has(word))
}
