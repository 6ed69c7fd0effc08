import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../scripts/program.ts'
import { type House, openHouse } from './support/house.ts'

/** The README's picture. `UPDATE_SCREENSHOT=1 npm run test:browser -- screenshot` writes it anew. */
const PICTURE = join(root, 'docs/screenshot.png')
const MAX_BYTES = 200_000

let house: House

beforeAll(async () => {
  house = await openHouse({ vars: { OKCVM_DEMO_PACE_MS: '3' } })
})
afterAll(() => house.close())

test('the picture of the README shows the console', async () => {
  const visitor = await house.visit()
  const { page, workbench, site } = visitor
  for (const wish of ['Todo: order flour, call the mill, paint the door', 'Tell me a long story about a harbour']) {
    await visitor.send(wish)
    await visitor.answered()
    await page.keyboard.press('Control+k')
    await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  }
  await visitor.send('Make me a page for my bakery in Lyon')
  await visitor.answered()
  await site.getByRole('heading', { level: 1 }).waitFor()
  await workbench.getByText('Step 3').waitFor()
  await page.mouse.move(0, 0)

  const picture = await page.screenshot({ animations: 'disabled' })

  if (process.env.UPDATE_SCREENSHOT) {
    mkdirSync(dirname(PICTURE), { recursive: true })
    writeFileSync(PICTURE, picture)
  }
  expect(picture.length).toBeLessThan(MAX_BYTES)
  expect(sizeOf(picture)).toEqual(sizeOf(readFileSync(PICTURE)))
  await visitor.leave()
})

/** Width and height stand in a PNG's first chunk. */
function sizeOf(png: Buffer): [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}
