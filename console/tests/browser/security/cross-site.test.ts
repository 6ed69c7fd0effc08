import { createServer, type Server } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '../../../../src/wire/api.ts'
import { type Call, callOf } from '../../../../worker-tests/support/operations.ts'
import { type House, openHouse } from '../support/house.ts'
import { addressOf, listen } from '../support/loopback.ts'
import { type Provider, startProvider } from '../support/provider.ts'
import type { Visitor } from '../support/visitor.ts'
import { foreignPage } from './foreign-page.ts'

/** Every endpoint that changes something; what ends the rest comes last. */
const changing = Object.keys(api)
  .filter((name) => api[name]?.method !== 'get')
  .sort((one, other) => Number(/^delete|^revoke/.test(one)) - Number(/^delete|^revoke/.test(other)))

let provider: Provider
let house: House
let elsewhere: Server
/** What the other origin's server answers with. */
let page: string

beforeAll(async () => {
  provider = await startProvider()
  house = await openHouse({ vars: provider.vars })
  elsewhere = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  })
  await listen(elsewhere)
})
afterAll(async () => {
  await house.close()
  await provider.close()
  elsewhere.closeAllConnections()
  elsewhere.close()
})

test('a page on another origin, and one under /sites/, change nothing by any request', {
  timeout: 120_000,
}, async () => {
  // On another port of this machine it is same-site, so that every cookie goes along.
  const visitor = await visit()
  const fill = await somethingToLose(visitor)
  page = foreignPage(house.url, callsWith(fill))
  const site = await deployed(visitor, page)
  const before = await everything(visitor, fill)
  for (const address of [`http://${addressOf(elsewhere)}/`, new URL(site, house.url).href]) {
    const tab = await visitor.context.newPage()
    await tab.goto(address)
    await tab.getByText(/^tried \d+ requests/).waitFor({ timeout: 45_000 })
    const tried = Number(/\d+/.exec(await tab.locator('output').innerText())?.[0])
    expect(tried).toBeGreaterThan(changing.length * 10)
    expect(await everything(visitor, fill), address).toEqual(before)
    console.log(
      `security: cross-site: ${tried} requests from ${new URL(address).pathname === '/' ? 'another origin' : 'a site'} to ${changing.length} endpoints, nothing changed`,
    )
    await tab.close()
  }
  await visitor.context.close()
})

test('the same page on the console’s own origin changes what it asks to, so the requests are real', async () => {
  const visitor = await visit()
  const fill = await somethingToLose(visitor)
  const body = foreignPage(house.url, callsWith(fill))
  await visitor.page.route('**/own-page', (route) => route.fulfill({ contentType: 'text/html', body }))
  await visitor.page.goto(`${house.url}/own-page`)
  await visitor.page.getByText(/^tried \d+ requests/).waitFor({ timeout: 45_000 })
  const { conversations } = await visitor.api<{ conversations: { id: string; title: string }[] }>('/api/conversations')
  expect(conversations.map(({ id }) => id)).not.toContain(fill.conversation)
  expect(conversations.map(({ title }) => title)).toContain('New')
  await visitor.context.close()
})

async function visit(): Promise<Visitor> {
  const account = crypto.randomUUID()
  return house.visit({
    mayComplain: /./,
    ours: [`http://${addressOf(elsewhere)}`],
    before: ({ context }) => context.addCookies([{ name: 'okc_client_id', value: account, url: house.url }]),
  })
}

function callsWith(fill: Record<string, string>): Call[] {
  return changing.map((operation) => callOf(operation, fill))
}

/** One of each thing that a request could change or remove. */
async function somethingToLose(visitor: Visitor): Promise<Record<string, string>> {
  const { request } = visitor.context
  const conversation = (
    await (await request.post(`${house.url}/api/conversations`, { data: { title: 'Mine' } })).json()
  ).id
  await request.put(`${house.url}/api/conversations/${conversation}/files/a.txt`, { data: Buffer.from('kept') })
  const key = await request.post(`${house.url}/api/keys`, { data: { name: 'Kept', scopes: ['read'] } })
  return {
    conversation,
    path: 'a.txt',
    key: (await key.json()).key.id,
    turn: 'none',
    deployment: 'none',
    kind: 'image',
  }
}

/** Puts a page online as the agent does; answers its address. */
async function deployed(visitor: Visitor, content: string): Promise<string> {
  let step = 0
  provider.answer((ask) => {
    step += 1
    if (step === 1) ask.call('write_file', { file_path: 'output/site/index.html', content })
    if (step === 2) ask.call('deploy_website', { type: 'static', local_dir: 'output/site' })
    if (step > 2) ask.say('Online.')
    ask.end()
  })
  const data = { message: 'Put it online', stream: false }
  const payload = await (await visitor.context.request.post(`${house.url}/api/chat`, { data })).json()
  await expect.poll(() => listsAgree(visitor)).toBe(true)
  return payload.web_preview.url
}

/** Whether the lists, which follow a session by moments, tell what the sessions do. */
async function listsAgree(visitor: Visitor): Promise<boolean> {
  const { deployments } = await visitor.api<{ deployments: unknown[] }>('/api/deployments')
  const { conversations } = await visitor.api<{ conversations: { id: string }[] }>('/api/conversations')
  const told = await Promise.all(conversations.map(({ id }) => visitor.api(`/api/conversations/${id}`)))
  return deployments.length === 1 && isDeepStrictEqual(told, conversations)
}

/** All that could have been changed, but when a key was last used. */
async function everything(visitor: Visitor, { conversation }: Record<string, string>): Promise<unknown[]> {
  const paths = ['', `/${conversation}`, `/${conversation}/messages`, `/${conversation}/files`].map(
    (path) => `/api/conversations${path}`,
  )
  const all = [...paths, '/api/keys', '/api/deployments', '/api/provider-settings', '/api/caller']
  return Promise.all(all.map((path) => visitor.api<Record<string, unknown>>(path)))
}
