import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from './support/house.ts'
import { inspect } from './support/inspect.ts'
import type { Visitor } from './support/visitor.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1100, height: 800 },
  { width: 800, height: 900 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
]
const POINTER_TARGET = 24
const FINGER_TARGET = 44

let house: House
let path: string

beforeAll(async () => {
  house = await openHouse({ vars: { OKCVM_DEMO_PACE_MS: '5' } })
  const visitor = await house.visit()
  await visitor.send('make me a page for my bakery')
  await visitor.answered()
  await visitor.send('Make it green, and please keep everything else exactly as it is, because my customers like it')
  await visitor.answered()
  path = new URL(visitor.page.url()).pathname
  await visitor.leave()
})
afterAll(() => house.close())

for (const viewport of SIZES) {
  test(`every place is readable at ${viewport.width} px, light and dark`, async () => {
    const visitor = await house.visit({ viewport, reducedMotion: 'reduce' })
    expect(await defectsOnTour(visitor, POINTER_TARGET)).toEqual([])
    await visitor.leave()
  })
}

test('fingers find everything on a phone', async () => {
  const visitor = await house.visit({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  expect(await defectsOnTour(visitor, FINGER_TARGET)).toEqual([])
  await visitor.leave()
})

test('a running turn, a waiting message and a failed upload are readable too', async () => {
  const visitor = await house.visit({ mayComplain: /net::ERR_|Failed to load resource/, reducedMotion: 'reduce' })
  const { page, talk } = visitor
  const defects: string[] = []
  await page.route('**/files/**', (route) => route.abort())
  await visitor.send('Count to 2000')
  await visitor.answers.locator('.prose').waitFor()
  await visitor.send('And then make it green')
  await talk.getByRole('button', { name: 'Withdraw' }).waitFor()
  const broken = { name: 'a-long-name-of-a-file-that-breaks.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') }
  await page.locator('input[type=file]').setInputFiles(broken)
  await page.getByRole('alert').waitFor()
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      const found = await inspect(page, { target: POINTER_TARGET })
      defects.push(...found.map((defect) => `${viewport.width}, ${colorScheme}: ${defect}`))
      if (process.env.PICTURES) await visitor.picture(`look busy ${viewport.width} ${colorScheme}`)
    }
  }
  await page.getByRole('button', { name: 'Stop' }).waitFor()
  expect(defects).toEqual([])
  await visitor.leave()
})

/** Goes to every place of the console and looks at it in both themes. `PICTURES=1` keeps a picture of each. */
async function defectsOnTour(visitor: Visitor, target: number): Promise<string[]> {
  const { page, talk, workbench } = visitor
  const defects: string[] = []
  const look = async (place: string) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      const found = await inspect(page, { target })
      defects.push(...found.map((defect) => `${place}, ${colorScheme}: ${defect}`))
      const { width } = page.viewportSize() ?? { width: 0 }
      if (process.env.PICTURES) await visitor.picture(`look ${target} ${width} ${colorScheme} ${place}`)
    }
  }
  await page.goto(house.url)
  await page.getByRole('heading', { name: 'What shall we make?' }).waitFor()
  await look('start')
  await page.goto(`${house.url}/settings`)
  await page.getByRole('button', { name: 'Chat' }).press('Enter')
  await page.getByRole('textbox', { name: 'Address of the API' }).waitFor()
  await look('settings')
  await page.goto(house.url + path)
  await talk.getByText('Done: the colour becomes green').waitFor()
  // From the end, because an opened row no longer counts.
  for (const row of (await talk.getByRole('button', { expanded: false }).all()).reverse()) await row.click()
  await talk.getByText('+ --hue: 145').waitFor()
  // Where there is room it opens by itself.
  if ((page.viewportSize()?.width ?? 0) >= 1080) await workbench.waitFor()
  const button = page.getByRole('button', { name: 'Workbench' })
  if (await workbench.isHidden()) {
    await look('talk')
    await button.click()
  }
  await visitor.site.getByRole('heading', { name: 'Bakery', level: 1 }).waitFor()
  await workbench.getByText('deploy_website').waitFor()
  await look('preview')
  await workbench.getByRole('tab', { name: 'Files' }).click()
  await look('files')
  await workbench.getByRole('button', { name: 'styles.css' }).click()
  await workbench.getByText('--paper').first().waitFor()
  await look('file')
  await workbench.getByRole('tab', { name: 'Timeline' }).click()
  await workbench.getByText('Tokens in').first().waitFor()
  await look('timeline')
  await workbench.getByRole('button', { name: 'Close' }).click()
  await look('talk alone')
  if (await visitor.list.isHidden()) await page.getByRole('button', { name: 'Show conversations' }).click()
  await look('list')
  await visitor.list
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await look('menu')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('2 published sites go offline').waitFor()
  await look('question')
  await page.keyboard.press('Escape')
  return defects
}
