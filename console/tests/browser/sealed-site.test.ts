import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostilePage } from './support/hostile-page.ts'
import { type House, openHouse } from './support/house.ts'
import { type Provider, startProvider } from './support/provider.ts'
import { openSink, type Sink } from './support/sink.ts'
import type { Visitor } from './support/visitor.ts'

const SECRET = 'the-secret-of-the-console'
/** Attempts that the browser refuses are said on the page's console. */
const refusals =
  /sandbox|CORS|cross-origin|blocked|Content Security Policy|frame-ancestors|X-Frame-Options|ERR_|403|origin|Allow-Origin|permission/i

let provider: Provider
let house: House
let sink: Sink

beforeAll(async () => {
  provider = await startProvider()
  sink = await openSink()
  house = await openHouse({ vars: provider.vars })
})
afterAll(async () => {
  await house.close()
  await provider.close()
  await sink.close()
})

test('a hostile site reads and changes nothing, in the frame and in a tab of its own', async () => {
  const visitor = await house.visit({ ours: [sink.origin], mayComplain: refusals, before: keepSecrets })
  const { page, context, site, workbench } = visitor
  await visitor.send('Hello')
  await visitor.answered()
  const before = await stateOf(visitor)
  deploys(provider, hostilePage(sink.origin, visitor.conversation))

  await visitor.send('Now the page')
  await visitor.answered()
  await site.getByRole('heading', { name: 'Free bread' }).waitFor()
  expectAllRefused(await toldIn(site))

  const opening = context.waitForEvent('page', (opened) => opened.url().includes('/sites/'))
  await workbench.getByRole('link', { name: 'Open in a new tab' }).click()
  const tab = await opening
  await tab.getByRole('heading', { name: 'Free bread' }).waitFor()
  expectAllRefused(await toldIn(tab))

  const popups = context.pages().filter((each) => each !== page && each !== tab)
  expect(popups.length, 'the site opened the console').toBeGreaterThan(0)
  for (const popup of popups) expect(await popup.content(), 'which showed nothing').not.toContain('Hello')
  expect(sink.heard, 'what the site knows stays with it').toEqual([])
  expect(new URL(page.url()).origin).toBe(house.url)
  expect(await stateOf(visitor)).toEqual({ ...before, files: ['output/site/index.html'] })
  expect((await context.cookies()).map(({ name, value }) => `${name}=${value}`)).toEqual([
    'okc_client_id=baker',
    `s=${SECRET}`,
  ])
  await visitor.leave()
})

test('the same page without its sandbox would get through, so the attempts are real', async () => {
  const visitor = await house.visit({ ours: [sink.origin], mayComplain: /./, before: keepSecrets })
  const { page } = visitor
  await visitor.send('Hello')
  await visitor.answered()
  deploys(provider, hostilePage(sink.origin, visitor.conversation))
  await visitor.send('Now the page')
  await visitor.answered()
  await toldIn(visitor.site)
  const address = await page.locator('iframe').getAttribute('src')
  await page.route('**/sites/**', async (route) => {
    const { 'content-security-policy': _, ...headers } = (await route.fetch()).headers()
    await route.fulfill({ response: await route.fetch(), headers })
  })

  // A page that did not come over the network counts as one of the internet, which asks before it reaches this machine.
  await visitor.context.grantPermissions(['local-network-access'])
  await page.goto(address ?? '')

  expect(outcomesIn(await toldIn(page))).toMatchObject({
    localStorage: expect.stringContaining(SECRET),
    cookie: expect.stringContaining(SECRET),
    readList: expect.stringContaining('Hello'),
    upload: expect.stringContaining('thief.txt'),
    remove: expect.stringContaining('deleted'),
  })
  expect(sink.heard).toContain('/outcomes all of it')
  await visitor.leave()
})

async function keepSecrets({ context }: Visitor): Promise<void> {
  await context.addCookies([
    { name: 'okc_client_id', value: 'baker', url: house.url },
    { name: 's', value: SECRET, url: house.url },
  ])
  await context.addInitScript(
    ({ origin, secret }) => {
      if (location.origin !== origin || self.origin === 'null') return
      localStorage.setItem('secret', secret)
    },
    { origin: house.url, secret: SECRET },
  )
}

function deploys({ answer }: Provider, page: string): void {
  let step = 0
  answer((ask) => {
    step += 1
    if (step === 1) ask.call('write_file', { file_path: 'output/site/index.html', content: page })
    if (step === 2) ask.call('deploy_website', { type: 'static', local_dir: '/mnt/okcomputer/output/site' })
    if (step > 2) ask.say('It is online.')
    ask.end()
  })
}

/** The page speaks of its last attempt when it has made them all. */
function toldIn(page: Page | FrameLocator): Promise<string> {
  return page.locator('output', { hasText: 'popup' }).innerText()
}

function expectAllRefused(told: string): void {
  const outcomes = outcomesIn(told)
  expect(Object.keys(outcomes).length).toBeGreaterThan(20)
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'refused')).toEqual([])
}

function outcomesIn(told: string): Record<string, string> {
  return JSON.parse(told.slice(told.indexOf('{')))
}

/** What an attack could have changed. */
async function stateOf(visitor: Visitor) {
  const { conversations } = await visitor.api<{ conversations: { id: string }[] }>('/api/conversations')
  const { files } = await visitor.api<{ files: { path: string }[] }>(`/api/conversations/${visitor.conversation}/files`)
  return { conversations: conversations.map(({ id }) => id), files: files.map(({ path }) => path) }
}
