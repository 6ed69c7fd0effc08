import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deed } from './support/deed.ts'
import { type House, openHouse } from './support/house.ts'
import { recordAnswer } from './support/record-answer.ts'
import { dragFiles, pasteFile } from './support/upload.ts'
import type { Visitor } from './support/visitor.ts'

let house: House
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'okcvm-upload-'))
  house = await openHouse({ vars: { OKCVM_DEMO_PACE_MS: '14' } })
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

test('a wish becomes a site beside the talk, and all of it is there after a reload', async () => {
  const visitor = await house.visit()
  const { page, talk, workbench, list, site } = visitor
  const moments = await recordAnswer(page)

  await visitor.send('make me a page for my bakery')
  await visitor.answered()

  const seen = await moments()
  const words = new Set(seen.map((moment) => moment.words))
  expect(words.size, 'the words came in many pieces').toBeGreaterThan(10)
  const writing = seen.filter(({ row }) => deed('Writing', 'output/site/index.html').test(row))
  const looks = new Set(writing.map(({ preview }) => preview))
  expect(looks.size, 'the page grew in its row while its arguments streamed').toBeGreaterThan(3)
  expect(
    seen.some(({ row }) => row.startsWith('Thinking')),
    'reasoning had its row',
  ).toBe(true)

  await talk.getByRole('button', { name: deed('Wrote', 'output/site/index.html', '65 lines') }).waitFor()
  await talk.getByRole('button', { name: deed('Deployed', 'output/site', '3 files') }).waitFor()
  await site.getByRole('heading', { name: 'Bakery', level: 1 }).waitFor()
  await list.getByRole('link', { name: 'make me a page for my bakery' }).waitFor()
  expect(await page.title()).toBe('make me a page for my bakery · OKCVM')
  const before = await everythingOn(visitor)
  expect(before.files).toContain('index.html')
  expect(before.timeline).toMatch(/Step 3.*Tokens in\s*unknown/s)

  await page.reload()

  await visitor.answered()
  expect(await everythingOn(visitor)).toEqual(before)
  await site.getByRole('heading', { name: 'Bakery', level: 1 }).waitFor()

  await visitor.send('Make it green')
  await visitor.answered()
  const edited = talk.getByRole('button', { name: deed('Edited', 'output/site/styles.css') })
  expect(await edited.count()).toBeGreaterThan(0)
  await workbench.getByRole('combobox', { name: 'Which version of the site' }).waitFor()
  await expect.poll(() => isGreen(visitor)).toBe(true)
  await workbench.getByRole('combobox').selectOption({ index: 1 })
  await expect.poll(() => isGreen(visitor)).toBe(false)
  await visitor.leave()
})

test('Stop keeps what was written', async () => {
  const visitor = await house.visit()
  const { page, talk, answers } = visitor
  await visitor.send('Count to 2000')
  await answers.getByText('1, 2, 3, 4, 5').waitFor()

  await page.getByRole('button', { name: 'Stop' }).click()

  await talk.getByText('You stopped this answer. What was written is kept.').waitFor()
  const kept = await answers.locator('.prose').textContent()
  expect(kept).toMatch(/^1, 2, 3/)
  expect(kept).not.toContain('2000')
  await page.reload()
  await talk.getByText('You stopped this answer. What was written is kept.').waitFor()
  expect(await answers.locator('.prose').textContent()).toBe(kept)
  await visitor.leave()
})

test('files come by drag and drop, by the button and by paste, and the agent reads them', async () => {
  const visitor = await house.visit()
  const { page, composer, talk, workbench } = visitor
  const chip = (name: string) => page.locator('form').getByRole('listitem').filter({ hasText: name })
  const menu = join(folder, 'menu.csv')
  await writeFile(menu, 'item,price\nbrioche,3\ncroissant,2\n')

  await dragFiles(page, [menu], { x: 600, y: 400 }, false)
  await page.getByText('Drop files to attach them').waitFor()
  await dragFiles(page, [menu], { x: 600, y: 400 })
  await chip('menu.csv').getByText('33 B', { exact: true }).waitFor()
  await page.getByText('Drop files to attach them').waitFor({ state: 'detached' })

  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach' }).click()
  await (await choosing).setFiles({ name: 'hours.txt', mimeType: 'text/plain', buffer: Buffer.from('7 to 19') })
  await chip('hours.txt').getByText('7 B', { exact: true }).waitFor()

  await composer.focus()
  await pasteFile(page, 'note.md', 'text/markdown', '# Open on Sundays')
  await chip('note.md').getByText('17 B', { exact: true }).waitFor()
  await chip('note.md').getByRole('button', { name: 'Remove note.md' }).click()
  await chip('note.md').waitFor({ state: 'detached' })

  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()

  const arrival = Promise.withResolvers<void>()
  await page.route('**/files/late.txt', async (route) => {
    await arrival.promise
    await route.continue()
  })
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'late.txt', mimeType: 'text/plain', buffer: Buffer.from('late') })
  await visitor.send('What is in menu.csv?')
  await page.getByText('It goes as soon as the files are there.').waitFor()
  expect(await composer.inputValue()).toBe('What is in menu.csv?')
  arrival.resolve()
  await visitor.answered()
  await talk.getByRole('article', { name: 'You' }).getByText('menu.csv').first().waitFor()
  await talk.getByRole('button', { name: deed('Read', 'menu.csv') }).waitFor()
  expect(await visitor.answers.last().locator('.code-block').textContent()).toContain('brioche,3')

  await workbench.getByRole('tab', { name: 'Files 3' }).click()
  await workbench.getByRole('button', { name: /^menu\.csv/ }).click()
  await workbench.getByText('croissant,2').waitFor()
  await visitor.leave()
})

test('a conversation is renamed, and deleted after a question', async () => {
  const visitor = await house.visit()
  const { page, list } = visitor
  await visitor.send('make me a page for my bakery')
  await visitor.answered()
  const id = visitor.conversation
  const site = await page.locator('iframe').getAttribute('src')

  await list.getByRole('button', { name: 'More for “make me a page for my bakery”' }).first().click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await list.getByRole('textbox', { name: 'Title' }).fill('Chez Nous')
  await list.getByRole('textbox', { name: 'Title' }).press('Enter')
  await page.getByRole('heading', { name: 'Chez Nous', level: 1 }).waitFor()
  await expect.poll(() => visitor.api(`/api/conversations/${id}`)).toMatchObject({ title: 'Chez Nous' })

  await list.getByRole('button', { name: 'More for “Chez Nous”' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete “Chez Nous”?' })
  await dialog.getByText('Its messages and 3 files will be gone for good, and 1 published site goes offline.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })

  // Whoever is quicker than the counts deletes without them, and nothing asks for what is gone.
  const countsGivenUp = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/files'))
  const gone = page.waitForResponse((response) => response.request().method() === 'DELETE')
  await page.route(`**/api/conversations/${id}/files`, async (route) => {
    await gone
    await route.continue().catch(() => undefined) // nobody waits for it any more
  })
  await list.getByRole('button', { name: 'More for “Chez Nous”' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByText('Its messages and files will be gone for good').waitFor()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await countsGivenUp
  await list.getByRole('link', { name: 'Chez Nous' }).waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  expect((await visitor.context.request.get(`${house.url}/api/conversations/${id}`)).status()).toBe(404)
  expect((await visitor.context.request.get(new URL(site ?? '', house.url).href)).status()).toBe(404)
  await visitor.leave()
})

/** All that a person can see of a conversation: its words and deeds, its files, its numbers. */
async function everythingOn({ page, talk, workbench, answers }: Visitor) {
  await workbench.getByRole('tab', { name: /^Files/ }).click()
  await workbench.getByRole('button', { name: /^index\.html/ }).waitFor()
  const files = await workbench.getByRole('tabpanel').innerText()
  await workbench.getByRole('tab', { name: 'Timeline' }).click()
  await workbench.getByText('stop', { exact: true }).waitFor()
  const timeline = await workbench.getByRole('tabpanel').innerText()
  await workbench.getByRole('tab', { name: 'Preview' }).click()
  return {
    address: page.url(),
    words: await talk.locator('.prose, article.me').allInnerTexts(),
    rows: await answers
      .locator('.row-words')
      .filter({ hasNotText: /^Thought/ })
      .allInnerTexts(),
    // A log's moments and a row's are taken a few milliseconds apart, which may show in a tenth of a second.
    meter: (await answers.locator('.meter').allInnerTexts()).map((figures) =>
      figures.replace(/[\d.]+(?= s in all)/, '…'),
    ),
    files,
    timeline,
    frame: await page.locator('iframe').getAttribute('src'),
  }
}

async function isGreen({ site }: Visitor): Promise<boolean> {
  const button = site.getByRole('link', { name: 'See what is baking' })
  const colour = await button.evaluate((element) => getComputedStyle(element).backgroundColor)
  const hue = Number(/^oklch\(\S+ \S+ ([\d.]+)/.exec(colour)?.[1])
  return hue > 120 && hue < 170
}
