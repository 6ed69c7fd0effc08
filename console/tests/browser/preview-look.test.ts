import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspect } from './support/inspect.ts'
import { type Gallery, openGallery, openRows } from './support/preview-gallery.ts'

let gallery: Gallery

beforeAll(async () => {
  gallery = await openGallery()
})
afterAll(() => gallery.close())

/** To the top of the talk, and nothing else moves. */
async function bringUp(preview: Locator): Promise<void> {
  await preview.evaluate((element) => {
    const box = element.closest('.scroll')
    if (box) box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - 40
  })
}

for (const [size, width] of [1440, 390, 320].entries()) {
  test(`every kind can be read at ${width} px, light and dark`, async () => {
    const visitor = await gallery.visit({ viewport: { width, height: 844 } })
    const { page, talk } = visitor
    await openRows(visitor)
    const defects: string[] = []
    for (const [at, preview] of (await talk.locator('.opened').all()).entries()) {
      // Each is seen in both, at one size or another.
      const colorScheme = (at + size) % 2 ? 'light' : 'dark'
      await page.emulateMedia({ colorScheme })
      await bringUp(preview)
      const found = await inspect(page, { target: 24 })
      defects.push(...found.map((defect) => `${at}, ${colorScheme}: ${defect}`))
      if (process.env.PICTURES) await visitor.picture(`previews ${width} ${at}`)
    }
    expect([...new Set(defects)]).toEqual([])
    await visitor.leave()
  })
}

test('on a phone the full view is the whole screen, for fingers too', async () => {
  const visitor = await gallery.visit({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, talk } = visitor
  const defects: string[] = []
  for (const [row, name] of [
    [/^Read\s*data/, 'Sales'],
    [/Sum up the sales by month/, 'Sum up the sales by month'],
    [/What goes together/, 'What goes together'],
    [/report\.md/, 'report.md'],
    [/^Read\s*uploads/, 'The shop'],
  ] as const) {
    await talk.getByRole('button', { name: row }).press('Enter')
    await talk.getByRole('button', { name: `Full view: ${name}` }).tap()
    const full = page.getByRole('dialog', { name })
    await full.locator('.full-body .preview').waitFor()
    await full.locator('.preview-due').first().waitFor({ state: 'detached' })
    expect(await full.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      defects.push(...(await inspect(page, { target: 44 })).map((defect) => `${name}, ${colorScheme}: ${defect}`))
      if (process.env.PICTURES) await visitor.picture(`full ${name} 390 ${colorScheme}`)
    }
    await full.getByRole('button', { name: 'Close' }).tap()
    await full.waitFor({ state: 'detached' })
  }
  expect(defects).toEqual([])

  await page.getByRole('button', { name: /^Workbench/ }).tap()
  await page.getByRole('dialog', { name: 'Workbench' }).getByRole('button', { name: 'Full view: The shop' }).tap()
  await page.getByRole('dialog', { name: 'The shop' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'The shop' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Full view: The shop' }).and(page.locator(':focus')).waitFor()
  await page.getByRole('dialog', { name: 'Workbench' }).waitFor()
  await visitor.leave()
})
