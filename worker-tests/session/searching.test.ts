import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wayTo } from '../../src/connectors/way'
import { readConfig } from '../../src/env'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { KEY, type SearchFakes, searchFakes } from '../connectors/search-fakes'
import { type Client, client } from '../support/client'
import { internet } from '../support/internet'
import { eventsUntil, type Piece, type ScriptedModel, type Sse, scriptedModel } from '../support/scripted-model'

let model: ScriptedModel
let world: SearchFakes
beforeEach(() => {
  world = searchFakes()
  const web = internet({ 'evil.test': {} })
  model = scriptedModel((request) => {
    const { hostname } = new URL(request.url)
    return hostname === 'evil.test' || hostname === 'cloudflare-dns.com' ? web.answer(request) : world.answer(request)
  })
})
afterEach(() => vi.restoreAllMocks())

const search: Piece[] = [{ call: 'mshtools-web_search', input: { queries: ['how to'] } }]

const save = (owner: Client, body: object) =>
  owner.put('/api/provider-settings/search', new Blob([JSON.stringify(body)], { type: 'application/json' }))

async function turn(account: string, steps: Piece[][], files: Record<string, string> = {}, until = 'turn.completed') {
  const owner = client(account)
  model.script(...steps, [{ text: 'Done.' }])
  const { id } = await owner.newConversation(files)
  const message = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, message)
  const events = await eventsUntil(id, until, { after: cursor, account })
  const { invocations } = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
  return { id, invocations, events }
}

const ended = (events: Sse[]) => events.find(({ data }) => data.type === 'tool.completed')?.data

test('a turn searches with the service that its account set up', async () => {
  const owner = client('searcher')
  await save(owner, { service: 'brave', key: KEY })
  const { invocations, events } = await turn('searcher', [search])
  expect(invocations[0]).toMatchObject({ status: 'success', effect: 'none' })
  expect(invocations[0]?.output).toContain('https://tea.test/green')
  expect(ended(events)).toMatchObject({ tainted: true, preview: { kind: 'search', service: 'Brave Search' } })
  expect(world.requests[0]?.headers.get('x-subscription-token')).toBe(KEY)
  expect(JSON.stringify([invocations, events])).not.toContain(KEY)
})

test('a setting holds from the next call on, and for its account alone', async () => {
  await save(client('switcher'), { service: 'searxng', baseUrl: 'http://searx.test' })
  expect((await turn('switcher', [search])).invocations[0]?.output).toContain('(SearXNG)')
  await save(client('switcher'), { service: 'tavily', key: KEY })
  expect((await turn('switcher', [search])).invocations[0]?.output).toContain('(Tavily)')
  const { invocations, events } = await turn('stranger', [search])
  expect(invocations[0]).toMatchObject({
    status: 'error',
    output: expect.stringContaining('Search is not set up here'),
  })
  expect(ended(events)).not.toHaveProperty('tainted')
})

test('two conversations never share an answer', async () => {
  await save(client('twice'), { service: 'tavily', key: KEY })
  await turn('twice', [search, search])
  expect(world.requests).toHaveLength(1)
  await turn('twice', [search])
  expect(world.requests).toHaveLength(2)
})

test('searching asks nobody, but after it a strange host waits for the person', async () => {
  await save(client('careful'), { service: 'tavily', key: KEY })
  const visit: Piece[] = [{ call: 'mshtools-browser_visit', input: { citation_id: 1, url: 'https://evil.test/' } }]
  const files = { 'plan.txt': 'secret' }
  const { events } = await turn('careful', [search, search, visit], files, 'approval.requested')
  expect(events.filter(({ data }) => data.type === 'tool.completed')).toHaveLength(2)
  expect(events.at(-1)?.data).toMatchObject({ hosts: ['evil.test'] })
})

test('a failed search marks nothing', async () => {
  await save(client('unlucky'), { service: 'tavily', key: KEY })
  world.next(async () => new Response('', { status: 503 }))
  const { events } = await turn('unlucky', [search])
  expect(ended(events)).toMatchObject({ status: 'error', error: expect.stringContaining('out of order') })
  expect(ended(events)).not.toHaveProperty('tainted')
})

test('an account’s address leads nowhere inside where it is deployed', async () => {
  const closed = { ...env, OKCVM_OPEN_ACCESS: '' }
  const signal = new AbortController().signal
  for (const host of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '[::ffff:10.0.0.1]', 'localhost', 'db.internal']) {
    const way = wayTo({ config: readConfig(closed), env: closed }, { setBy: 'account' })
    await expect(way(`https://${host}/search`, { headers: {}, signal }), host).rejects.toThrow('is refused')
  }
  expect(world.requests).toEqual([])
  const operators = wayTo({ config: readConfig(closed), env: closed }, { setBy: 'operator' })
  expect((await operators('http://searx.test/search?q=x&format=json', { headers: {}, signal })).status).toBe(200)
})

test('an address that redirects is not followed, with or without the guard', async () => {
  const closed = { ...env, OKCVM_OPEN_ACCESS: '' }
  const signal = new AbortController().signal
  for (const setBy of ['account', 'operator'] as const) {
    const answer = new Response(null, { status: 302, headers: { location: 'https://evil.test/' } })
    world.next(answer)
    const way = wayTo({ config: readConfig(closed), env: closed }, { setBy })
    expect((await way('http://93.184.215.14/search', { headers: {}, signal })).status).toBe(302)
  }
})

test('figures that nobody set up are not made up', async () => {
  const input = { data_source_name: 'yahoo_finance', api_name: 'quote', params: { symbols: ['AAPL'] } }
  const { invocations } = await turn('investor', [[{ call: 'mshtools-get_data_source', input }]])
  expect(invocations[0]).toMatchObject({ status: 'error', output: expect.stringContaining('is not configured') })
  expect(world.requests).toEqual([])
  const named = { ...env, OKCVM_YAHOO_FINANCE_BASE_URL: 'http://127.0.0.1:9/yahoo' }
  expect(readConfig(named).yahooFinanceUrl).toBe('http://127.0.0.1:9/yahoo')
})
