import { readFile, writeFile } from 'node:fs/promises'
import type { Download, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepAttachments } from './support/attachments.ts'
import { inspect } from './support/inspect.ts'
import { type Gallery, openGallery, openRows } from './support/preview-gallery.ts'
import { keepParts } from './support/shown-parts.ts'

let gallery: Gallery

beforeAll(async () => {
  gallery = await openGallery()
})
afterAll(() => gallery.close())

test('a preview fills the screen, leads to its neighbours by arrow keys, and gives the focus back', async () => {
  const visitor = await gallery.visit()
  const { page, talk } = visitor
  const row = talk.getByRole('button', { name: /Growth by city/ })
  await row.press('Enter')
  const opener = talk.getByRole('button', { name: 'Full view: Growth by city' })
  await opener.press('Enter')
  const full = page.getByRole('dialog', { name: 'Growth by city' })
  await full.getByRole('img', { name: /^Bar chart: Growth by city/ }).waitFor()
  await full.getByText('6 of 14').waitFor()
  expect(await inspect(page, { target: 24 })).toEqual([])

  await page.keyboard.press('ArrowRight')
  await page.getByRole('dialog', { name: 'Price and sales' }).getByText('7 of 14').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('dialog', { name: 'Divide' }).getByText('ZeroDivisionError').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Next' }).click()
  await full.waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await opener.and(page.locator(':focus')).waitFor()

  await talk.getByRole('group', { name: /^Values of the chart/ }).focus()
  await page.keyboard.press('f')
  await full.waitFor()
  await page.keyboard.press('Escape')
  await full.waitFor({ state: 'detached' })
  await visitor.leave()
})

test('a chart tells its values to the arrow keys, and shows them as a table', async () => {
  const visitor = await gallery.visit()
  const { page, talk } = visitor
  await talk.getByRole('button', { name: /Growth by city/ }).press('Enter')
  await talk.getByRole('group', { name: /^Values of the chart/ }).focus()
  const said = talk.locator('.plot').getByRole('status')
  await said.getByText('Lyon, 2025 12, 2026 14').waitFor()
  await page.keyboard.press('ArrowRight')
  await said.getByText('Marseille, 2025 8, 2026 9').waitFor()
  await page.keyboard.press('End')
  await said.getByText('马赛北区, 2025 6, 2026 7').waitFor()
  await talk.locator('.plot').hover({ position: { x: 60, y: 60 } })
  await talk.locator('.readout').getByText('Lyon').waitFor()

  await talk.getByRole('button', { name: 'Data', exact: true }).press('Enter')
  await talk
    .getByRole('row', { name: /^Saint-Étienne/ })
    .getByText('-3')
    .waitFor()
  await talk.getByRole('columnheader', { name: '2026' }).getByRole('button').press('Enter')
  expect(await talk.locator('.table tbody td:first-child').first().textContent()).toBe('Clermont-Ferrand')
  await visitor.leave()
})

test('a table is sorted by keyboard, and its head stays', async () => {
  const visitor = await gallery.visit()
  const { page, talk } = visitor
  await talk.getByRole('button', { name: /^Read\s*data/ }).press('Enter')
  const sold = talk.getByRole('columnheader', { name: 'sold' })
  await sold.getByRole('button').focus()
  await page.keyboard.press('Enter')
  expect(await sold.getAttribute('aria-sort')).toBe('ascending')
  const cells = () => talk.locator('.table tbody td:nth-child(5)').allTextContents()
  const numbers = Array.from({ length: 60 }, (_, at) => String((at * 7919) % 4999)).sort(
    (a, b) => Number(a) - Number(b),
  )
  expect(await cells()).toEqual(numbers)
  await page.keyboard.press('Enter')
  expect(await sold.getAttribute('aria-sort')).toBe('descending')
  expect(await cells()).toEqual(numbers.toReversed())
  await page.keyboard.press('Enter')
  expect(await sold.getAttribute('aria-sort')).toBe('none')
  const box = talk.locator('.table-box')
  await box.focus()
  await page.keyboard.press('End')
  await expect.poll(() => box.evaluate((element) => element.scrollTop)).toBeGreaterThan(1000)
  const [head, frame] = [await sold.boundingBox(), await box.boundingBox()]
  expect(head?.y).toBe(frame?.y)
  await visitor.leave()
})

test('everything can be taken away as a file', async () => {
  const visitor = await gallery.visit()
  const { page, talk } = visitor
  await openRows(visitor)
  const kept = page.waitForEvent('download')
  await chooseFor(talk, 'Sales', 'Download CSV')
  expect((await kept).url(), 'more rows than are shown').toMatch(/\/attachments\/att_rows\?download=1$/)
  const totals = await downloaded(page, () => chooseFor(talk, 'Totals by city', 'Download CSV'))
  expect(totals).toEqual({
    name: 'Totals by city.csv',
    text: "city,total\r\nLyon,1200.5\r\nParis,980\r\n'=cmd|calc,7.25\r\n",
  })
  const code = await downloaded(page, () => chooseFor(talk, 'Divide', 'Download PY'))
  expect(code).toEqual({ name: 'Divide.py', text: '1 / 0' })
  const data = await downloaded(page, () => chooseFor(talk, 'How long visits take', 'Download CSV'))
  expect(data.text.split('\r\n').slice(0, 2)).toEqual(['From,To,visits', '0,10,2'])
  const picture = await downloaded(page, () => chooseFor(talk, 'Growth by city', 'Download SVG'))
  expect(picture.name).toBe('Growth by city.svg')
  expect(picture.text.slice(0, 1000)).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
  expect(picture.text.includes('马赛北区')).toBe(true)
  expect(/var\(|light-dark|class=|style=/.exec(picture.text)?.[0]).toBeUndefined()
  expect(picture.text.includes('fill="rgb(43, 89, 217)"')).toBe(true)
  if (process.env.PICTURES) await writeFile('dist/browser/chart-file.svg', picture.text)
  await visitor.leave()
})

test('what comes later finds its room kept', async () => {
  const visitor = await gallery.house.visit({ reducedMotion: 'reduce', viewport: { width: 800, height: 900 } })
  const { page, talk } = visitor
  await keepAttachments(visitor)
  await keepParts(visitor)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route(/assets\/(chart|table)-view/, (route) => released.then(() => route.continue()))
  await page.goto(gallery.house.url + gallery.path)
  const heights = () => talk.locator('.opened').evaluateAll((all) => all.map((each) => each.clientHeight))
  for (const row of [/Sum up the sales by month/, /Growth by city/, /^Read\s*data/])
    await talk.getByRole('button', { name: row }).press('Enter')
  expect(await talk.locator('.preview-due').count()).toBe(4)
  const before = await heights()
  release()
  await talk.getByRole('img', { name: /^Bar chart/ }).waitFor()
  await talk.locator('.preview-due').first().waitFor({ state: 'detached' })
  const after = await heights()
  for (const [at, height] of after.entries()) expect(Math.abs(height - (before[at] ?? 0))).toBeLessThan(4)
  await visitor.leave()
})

test('what could not be loaded is there after a reload', async () => {
  const visitor = await gallery.visit({
    mayComplain: /net::ERR_|Failed to (load|fetch)/,
    viewport: { width: 1000, height: 900 },
  })
  const { page, talk } = visitor
  await page.route(/assets\/table-view.*js/, (route) => route.abort())
  await talk.getByRole('button', { name: /^Read\s*data/ }).press('Enter')
  await talk.getByRole('alert').getByText('This preview could not be loaded.').waitFor()
  await page.unroute(/assets\/table-view.*js/)
  await visitor.composer.fill('And by city?')
  await talk.getByRole('button', { name: 'Reload the page' }).press('Enter')
  await talk.getByRole('button', { name: /^Read\s*data/, expanded: false }).press('Enter')
  await talk.getByRole('columnheader', { name: 'sold' }).waitFor()
  expect(await visitor.composer.inputValue()).toBe('And by city?')
  await visitor.leave()
})

test('a picture is small in its row and as it was in the full view, and its room is kept before it comes', async () => {
  const visitor = await gallery.visit({ viewport: { width: 1000, height: 900 } })
  const { page, talk, asked } = visitor
  await talk.getByRole('button', { name: /^Read\s*uploads/ }).press('Enter')
  const picture = talk.getByRole('img', { name: 'The shop' })
  const size = await picture.boundingBox()
  expect([Math.round(size?.width ?? 0), Math.round(size?.height ?? 0)]).toEqual([390, 260])
  await expect.poll(() => asked).toContain('att_picture?width=480')
  expect(asked).not.toContain('att_picture')
  await talk.getByRole('button', { name: 'Full view: The shop' }).click()
  await page.getByRole('dialog').getByRole('img', { name: 'The shop' }).waitFor()
  await expect.poll(() => asked).toContain('att_picture')
  await visitor.leave()
})

test('the workbench opens for the newest picture, offers the rest, and shows what a row sends there', async () => {
  const visitor = await gallery.visit()
  const { page, talk, workbench } = visitor
  const choice = workbench.getByRole('combobox', { name: 'What to show' })
  await workbench.getByRole('img', { name: 'The shop' }).waitFor()
  await choice.selectOption({ label: 'Chart · What goes together' })
  await workbench.getByRole('img', { name: /^Heat map/ }).waitFor()
  await talk.getByRole('button', { name: /Pack the report/ }).press('Enter')
  await chooseFor(talk, 'Pack the report', 'Show in the workbench')
  await workbench.getByText('zip -r report.zip output').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'More for “Pack the report”',
  )
  await workbench.getByRole('button', { name: 'Full view: Pack the report' }).click()
  await page.getByRole('dialog', { name: 'Pack the report' }).waitFor()
  await visitor.leave()
})

test('a site fills the screen in its seal, and comes back to the workbench from its row', async () => {
  const calls: [string, object][] = [
    ['write_file', { file_path: 'output/notes.md', content: '# Notes' }],
    [
      'write_file',
      { file_path: 'output/site/index.html', content: '<!doctype html><title>Bread</title><h1>Bread</h1>' },
    ],
    ['deploy_website', { type: 'static', local_dir: '/mnt/okcomputer/output/site' }],
  ]
  gallery.provider.answer((ask) => {
    const next = calls.shift()
    if (next) ask.call(...next)
    else ask.say('Online.')
    ask.end()
  })
  const visitor = await gallery.house.visit({ reducedMotion: 'reduce' })
  const { page, talk, workbench } = visitor
  await visitor.send('Put a page about bread online')
  await visitor.answered()
  await workbench.frameLocator('iframe').getByRole('heading', { name: 'Bread' }).waitFor()
  await talk.getByRole('button', { name: /Wrote.*notes\.md/ }).press('Enter')
  await chooseFor(talk, 'output/notes.md', 'Show in the workbench')
  await workbench.getByRole('heading', { name: 'Notes' }).waitFor()

  await talk.getByRole('button', { name: /^Deployed/ }).press('Enter')
  const opener = talk.getByRole('button', { name: /^Full view: Bread/ })
  await opener.press('Enter')
  const full = page.getByRole('dialog', { name: 'Bread' })
  await full.frameLocator('iframe').getByRole('heading', { name: 'Bread' }).waitFor()
  expect(await full.locator('iframe').getAttribute('sandbox')).toBe('allow-scripts allow-forms allow-popups')
  expect(await inspect(page, { target: 24 })).toEqual([])
  await full.getByRole('button', { name: 'Close' }).click()
  await opener.and(page.locator(':focus')).waitFor()
  await chooseFor(talk, 'Bread', 'Show in the workbench')
  await workbench.frameLocator('iframe').getByRole('heading', { name: 'Bread' }).waitFor()
  await visitor.leave()
})

async function chooseFor(talk: Locator, title: string, item: string): Promise<void> {
  const menu = talk.getByRole('button', { name: `More for “${title}”` })
  await menu.press('Enter')
  await menu.locator('xpath=following-sibling::*[1]').getByRole('menuitem', { name: item }).press('Enter')
}

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const download: Promise<Download> = page.waitForEvent('download')
  await act()
  const file = await download
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}
