import { afterEach, expect, test, vi } from 'vitest'
import { asking } from './asking'
import { braveError, KEY, tavilyError } from './search-fakes'

afterEach(() => vi.restoreAllMocks())

const noKey = async (): Promise<undefined> => undefined

const all = ['brave', 'tavily', 'searxng'] as const

test.each([
  ['brave', 'Brave Search', "How green tea is made, it's simple."],
  ['tavily', 'Tavily', 'How green tea is made, it is simple.'],
  ['searxng', 'SearXNG', 'How green tea is made.'],
] as const)('%s tells title, address, snippet and date', async (service, name, snippet) => {
  const { connectors, received } = asking(service)
  const [found] = await connectors.searchWeb(['how to'])
  expect(found).toMatchObject({ query: 'how to', service: name, problem: null })
  expect(found?.items[0]).toEqual({ title: 'Tea & how to', url: 'https://tea.test/green', snippet, date: '2026-03-01' })
  expect(found?.items.every(({ url }) => url.startsWith('https://'))).toBe(true)
  expect(found?.items.length).toBeLessThanOrEqual(10)
  expect(received()).toBe(1)
})

test('what has no date gets none, and an address that is none of the web is left out', async () => {
  const [found] = await asking('brave').connectors.searchWeb(['x'])
  expect(found?.items.map(({ url, date }) => [url, date])).toEqual([
    ['https://tea.test/green', '2026-03-01'],
    ['https://old.test/', null],
  ])
})

test.each(all)('%s finds nothing, and that is no error', async (service) => {
  const [found] = await asking(service).connectors.searchWeb(['nothing'])
  expect(found).toMatchObject({ items: [], problem: null })
})

test('each query is a request of its own, and answers keep the order', async () => {
  const { connectors, world } = asking('searxng')
  const found = await connectors.searchWeb(['a', 'b', 'c', 'd', 'e'])
  expect(found.map(({ query, items }) => [query, items[0]?.title])).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((query) => [query, `Tea & ${query}`]),
  )
  expect(world.requests.map(({ url }) => new URL(url).searchParams.get('q'))).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('at most three requests are on their way at once', async () => {
  const { connectors, world } = asking('searxng')
  const held = Array.from({ length: 3 }, () => Promise.withResolvers<Response>())
  world.next(
    ...held.map(
      ({ promise }) =>
        () =>
          promise,
    ),
  )
  const found = connectors.searchWeb(['a', 'b', 'c', 'd', 'e'])
  await vi.waitFor(() => expect(world.requests).toHaveLength(3))
  expect(world.requests).toHaveLength(3)
  for (const { resolve } of held) resolve(Response.json({ results: [] }))
  expect((await found).map(({ items }) => items.length)).toEqual([0, 0, 0, 10, 10])
})

test('the key goes where the service wants it, and nowhere else', async () => {
  for (const service of all) {
    const { connectors, world } = asking(service)
    await connectors.searchWeb(['x'])
    const [request] = world.requests
    const where = service === 'brave' ? KEY : `Bearer ${KEY}`
    expect(request?.headers.get(service === 'brave' ? 'x-subscription-token' : 'authorization')).toBe(where)
    expect(`${request?.url} ${await request?.text()}`).not.toContain(KEY)
  }
})

test('an address of its own keeps its path and query', async () => {
  const { connectors, world } = asking('searxng', {
    baseUrl: 'http://searx.test/?theme=x',
    openKey: noKey,
  })
  await connectors.searchWeb(['tea & pots'])
  expect(world.requests[0]?.url).toBe('http://searx.test/search?theme=x&q=tea+%26+pots&format=json')
  expect(world.requests[0]?.headers.has('authorization')).toBe(false)
})

test('the same is asked again only after five minutes, and a failure at once', async () => {
  const { connectors, world, clock, received } = asking('searxng')
  await connectors.searchWeb(['a'])
  clock.now += 299_000
  await connectors.searchWeb(['a'])
  expect(world.requests).toHaveLength(1)
  expect(received()).toBe(2)
  await connectors.searchImages(['a'], 3)
  expect(world.requests).toHaveLength(2)
  clock.now += 2000
  await connectors.searchWeb(['a'])
  expect(world.requests).toHaveLength(3)
  world.next(new Response('no', { status: 500 }))
  await expect(connectors.searchWeb(['b'])).rejects.toThrow('out of order')
  expect(await connectors.searchWeb(['b'])).toMatchObject([{ problem: null }])
})

test.each([
  [undefined, {}, ['Settings', 'OKCVM_SEARCH_SERVICE']],
  [undefined, { baseUrl: 'https://x.test' }, ['the service is missing', 'OKCVM_SEARCH_SERVICE']],
  ['brave', { openKey: noKey }, ['the key is missing', 'OKCVM_SEARCH_API_KEY']],
  ['tavily', { setBy: 'account', openKey: noKey }, ['the key is missing', 'Settings, “Models and services”']],
  ['searxng', { baseUrl: undefined }, ['the address is missing', 'OKCVM_SEARCH_BASE_URL']],
  ['searxng', { baseUrl: 'searx' }, ['the address is missing', 'OKCVM_SEARCH_BASE_URL']],
] as const)('a setting that is not whole says what is missing: %s %j', async (service, settings, sentences) => {
  const { connectors, world, received } = asking(service, settings)
  const error = await connectors.searchWeb(['x']).catch((thrown: Error) => thrown)
  for (const sentence of sentences) expect(String(error)).toContain(sentence)
  expect(world.requests).toEqual([])
  expect(received()).toBe(0)
})

test.each([
  ['brave', braveError(422, 'SUBSCRIPTION_TOKEN_INVALID', KEY), 'answered 422: it refuses the key'],
  ['brave', braveError(422, 'VALIDATION', KEY), 'answered 422: it does not take this query'],
  [
    'brave',
    braveError(429, 'RATE_LIMITED', KEY, { 'x-ratelimit-remaining': '0, 900', 'x-ratelimit-reset': '7, 900000' }),
    'in 7 s',
  ],
  ['tavily', tavilyError(401, KEY), 'answered 401: it refuses the key'],
  ['tavily', tavilyError(400, KEY), 'answered 400: it does not take this query'],
  ['tavily', tavilyError(432, KEY), 'answered 432: the plan'],
  ['tavily', tavilyError(433, KEY), 'answered 433: the plan'],
  [
    'tavily',
    tavilyError(429, KEY, { 'retry-after': '60' }),
    'answered 429: too many requests. Go on with what you have, or ask again in 60 s',
  ],
  ['tavily', tavilyError(429, KEY), 'ask again later'],
  ['searxng', new Response(KEY, { status: 403 }), 'search.formats in its settings.yml'],
  ['searxng', new Response(KEY, { status: 429 }), 'too many requests'],
  ['searxng', new Response(KEY, { status: 401 }), 'it refuses the key'],
  ['searxng', new Response(KEY, { status: 503 }), 'out of order'],
  ['searxng', new Response(null, { status: 302, headers: { location: `https://evil.test/${KEY}` } }), 'answered 302'],
  ['searxng', new Response(`<p>${KEY}</p>`), 'something else than was expected'],
  ['searxng', Response.json({ data: KEY }), 'something else than was expected'],
  ['searxng', Response.json({ results: [{ name: KEY }] }), 'something else than was expected'],
  ['searxng', Response.json({ results: KEY }), 'something else than was expected'],
  ['brave', Response.json({ web: { results: [] } }), 'something else than was expected'],
  ['searxng', new Response('', { status: 200 }), 'something else than was expected'],
  ['searxng', new Response('x'.repeat(5_000_001)), 'larger than 5 MB'],
  ['searxng', () => Promise.reject(new TypeError(`fetch failed ${KEY}`)), 'could not be reached'],
] as const)('%s that answers badly is told in a sentence', async (service, answer, sentence) => {
  const { connectors, world, received } = asking(service)
  world.next(answer)
  const error = await connectors.searchWeb(['x']).catch((thrown: Error) => thrown)
  expect(String(error)).toContain(sentence)
  expect(String(error)).not.toContain(KEY)
  expect(received()).toBe(0)
})

test('queries that worked are kept where another did not', async () => {
  const { connectors, world } = asking('tavily')
  world.next(tavilyError(500, 'x'))
  const found = await connectors.searchWeb(['a', 'b'])
  expect(found.map(({ items, problem }) => [items.length, problem])).toEqual([
    [0, 'Tavily answered 500: it is out of order. Try again later, or do without it.'],
    [1, null],
  ])
})

test('a service that wants a short pause is asked once more', async () => {
  const { connectors, world } = asking('brave')
  const wait = { 'x-ratelimit-remaining': '0, 900', 'x-ratelimit-reset': '0, 900000' }
  world.next(braveError(429, 'RATE_LIMITED', 'x', wait), braveError(429, 'RATE_LIMITED', 'x', wait))
  expect((await connectors.searchWeb(['a', 'b'])).map(({ problem }) => problem)).toEqual([null, null])
  expect(world.requests).toHaveLength(4)
})

test('a service that wants a long pause gets it', async () => {
  const { connectors, world, clock } = asking('tavily')
  world.next(tavilyError(429, 'x', { 'retry-after': new Date(clock.now + 90_000).toUTCString() }))
  await expect(connectors.searchWeb(['a'])).rejects.toThrow('again in 90 s')
  clock.now += 30_000
  await expect(connectors.searchWeb(['a'])).rejects.toThrow('left alone for another 60 s')
  expect(world.requests).toHaveLength(1)
  clock.now += 60_000
  expect(await connectors.searchWeb(['a'])).toMatchObject([{ problem: null }])
})

test('a stop ends the search at once', async () => {
  const { connectors, world, stop } = asking('searxng')
  const never = () => new Promise<Response>(() => {})
  world.next(never, never)
  const found = connectors.searchWeb(['a', 'b'])
  await vi.waitFor(() => expect(world.requests).toHaveLength(2))
  stop()
  await expect(found).rejects.toThrow('Stopped.')
})
