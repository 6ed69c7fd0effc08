import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { analysisOf, DEPLOY, PACK, SALES, WRITE_REPORT } from '../../../worker-tests/support/report-walk.ts'
import { inspect } from './support/inspect.ts'
import { scriptedHouse } from './support/scripted-house.ts'
import type { Visitor } from './support/visitor.ts'

const CALLS: [name: string, input: object][] = [
  ['read_file', { file_path: '/mnt/okcomputer/sales.csv' }],
  ['ipython', { code: analysisOf('sales.csv') }],
  ['write_file', WRITE_REPORT],
  ['shell', PACK],
  ['deploy_website', DEPLOY],
]

const scene = scriptedHouse()

/** One call a step, then a word at the end. */
function carryOut(calls: [name: string, input: object][]): void {
  const left = [...calls]
  scene.provider.answer((ask) => {
    const next = left.shift()
    if (next) ask.call(...next)
    else ask.say('The report is online.')
    ask.end()
  })
}

/** Everything that the calls showed, in its row, by keyboard. */
async function seeAll({ page, talk, site }: Visitor): Promise<void> {
  for (const row of (await talk.getByRole('button', { expanded: false }).all()).reverse()) await row.press('Enter')
  await talk.getByRole('img', { name: /^Bar chart: Sold by month/ }).waitFor()
  await talk.getByRole('columnheader', { name: 'product' }).first().waitFor()
  await talk.getByText('600 rows').nth(1).waitFor()
  await talk.getByText('report/chart.svg').first().waitFor()
  await talk.getByText('Sales report').first().waitFor()
  if ((page.viewportSize()?.width ?? 0) > 1080) await site.getByRole('heading', { name: 'Sales' }).waitFor()
}

test('an uploaded table becomes a chart, a table, a zip and a report, and all of it is seen again', {
  timeout: 180_000,
}, async () => {
  carryOut(CALLS)
  const visitor = await scene.house.visit({ reducedMotion: 'reduce' })
  const { page, talk } = visitor
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach' }).click()
  await (await chooser).setFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(SALES) })
  await visitor.send('Show my sales as a report')
  // A cold start of Python is seconds on a busy machine.
  await talk.getByText('The report is online.').waitFor({ timeout: 120_000 })
  await visitor.answered()
  await seeAll(visitor)

  const asked = scene.provider.asked.length
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.reload()
    await talk.getByText('The report is online.').waitFor()
    await seeAll(visitor)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await inspect(page, { target: 24 }), `${width}, ${colorScheme}`).toEqual([])
      if (process.env.PICTURES) await visitor.picture(`report walk ${width} ${colorScheme}`)
    }
  }
  expect(scene.provider.asked).toHaveLength(asked)

  const download = page.waitForEvent('download')
  const menu = talk.getByRole('button', { name: 'More for “sales.csv”' })
  await menu.press('Enter')
  await talk.getByRole('menuitem', { name: 'Download CSV' }).press('Enter')
  expect(await readFile(await (await download).path(), 'utf8')).toBe(SALES)
  await visitor.leave()
})
