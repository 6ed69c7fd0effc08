import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashPassphrase } from '../../../src/accounts/passphrase.ts'
import { type House, openHouse } from './support/house.ts'

const PASSPHRASE = 'under old lime trees'
let house: House

beforeAll(async () => {
  const OKCVM_PASSPHRASE_HASH = await hashPassphrase(PASSPHRASE, { iterations: 1000, rounds: 1 })
  house = await openHouse({ vars: { OKCVM_OPEN_ACCESS: '', OKCVM_PASSPHRASE_HASH } })
})
afterAll(() => house.close())

/** A refused request is what these tests are about; Chromium writes a line for each. */
const mayComplain = /status of (401|403)/

test('by keyboard: sign in, talk, make a key, use it, revoke it, sign out', async () => {
  const visitor = await house.visit({ mayComplain, permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, composer, list } = visitor

  await page.getByRole('heading', { name: 'Sign in to OKCVM' }).waitFor()
  await expect.poll(() => page.title()).toBe('Sign in · OKCVM')
  await page.getByRole('textbox', { name: 'Passphrase' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('That is not the passphrase.').waitFor()
  await page.getByRole('button', { name: 'Sign in', disabled: false }).waitFor()
  await visitor.picture('sign-in')
  await page.keyboard.type(PASSPHRASE)
  await page.keyboard.press('Enter')
  await composer.waitFor()
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await visitor.send('Count to 3')
  await visitor.answered()

  await page.goto(`${house.url}/settings`)
  const keys = page.getByRole('region', { name: 'API keys' })
  await keys.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.type('Laptop')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Home')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await keys.getByText('Copy this key now. It is not shown again.').waitFor()
  await visitor.picture('key')
  const secret = (await keys.locator('pre').innerText()).trim()
  expect(secret).toMatch(/^okc_[\w-]{49}$/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await keys.locator('pre').waitFor({ state: 'detached' })

  const use = async (method: string) =>
    (await fetch(`${house.url}/api/conversations`, { method, headers: { authorization: `Bearer ${secret}` } })).status
  expect([await use('GET'), await use('POST')]).toEqual([200, 403])
  await page.reload()
  const row = keys.getByRole('listitem').filter({ hasText: 'Laptop' })
  await row.getByText(/Read · last used/).waitFor()
  await row.getByRole('button', { name: 'Revoke' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Revoke “Laptop”?' })
  await dialog.getByRole('button', { name: 'Revoke' }).press('Enter')
  await row.waitFor({ state: 'detached' })
  expect(await use('GET')).toBe(401)

  await list.getByRole('link', { name: 'Count to 3' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).press('Enter')
  await page.getByRole('heading', { name: 'Sign in to OKCVM' }).waitFor()
  expect(await visitor.context.cookies()).toEqual([])
  await visitor.leave()
})

test('a sign-in that ends in mid-work keeps what was typed', async () => {
  const visitor = await house.visit({ mayComplain, locale: 'zh-CN' })
  const { page, composer } = visitor
  const signIn = async () => {
    await page.getByRole('textbox', { name: '口令' }).fill(PASSPHRASE)
    await page.getByRole('button', { name: '登录' }).press('Enter')
  }
  await signIn()
  await composer.fill('为我的面包店做一个网页')
  await visitor.context.clearCookies()

  await composer.press('Enter')

  await page.getByRole('heading', { name: '登录 OKCVM' }).waitFor()
  await signIn()
  await composer.waitFor()
  expect(await composer.inputValue()).toBe('为我的面包店做一个网页')
  await composer.press('Enter')
  await visitor.answered()
  await visitor.leave()
})
