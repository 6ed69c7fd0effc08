import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEgress, type EgressRequest, type Watch } from '../../src/egress/egress'
import { readConfig } from '../../src/env'
import { type Internet, internet, type Site } from '../support/internet'

const sites: Record<string, Site> = {
  'site.test': { answer: (request) => answerOf(request) },
  'other.test': {},
  'slow.test': { answer: () => new Promise<Response>(() => {}) },
  'dripping.test': { answer: () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) })) },
  'gone.test': { answer: () => Promise.reject(new Error('Connection reset')) },
  'kept.test': { ttl: 300 },
}

let world: Internet
beforeEach(() => {
  world = internet(sites)
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    world.answer(new Request(input as RequestInfo, init as RequestInit)),
  )
})
afterEach(() => {
  vi.useRealTimers()
})

/** `/{status}/{target}` redirects there; anything else says what it is. */
function answerOf(request: Request): Response {
  const [, status, target = ''] = new URL(request.url).pathname.split('/')
  if (!Number(status))
    return new Response('Here', {
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    })
  return new Response(null, { status: Number(status), headers: { location: decodeURIComponent(target) } })
}

const to = (target: string, status = 302) => `https://site.test/${status}/${encodeURIComponent(target)}`
const egressWith = (settings: object) => {
  const bindings = { ...env, ...settings }
  return createEgress({ config: readConfig(bindings), env: bindings })
}
const ask = (url: string, request?: EgressRequest, watch?: Watch) => egressWith({}).fetch(url, request, watch)

test('an answer says where it came from, and its headers pass', async () => {
  const response = await ask(to('/end'))
  expect(response.url).toBe('https://site.test/end')
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await response.text()).toBe('Here')
})

test.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'PUT', 'GET'],
  [301, 'PUT', 'PUT'],
  [307, 'POST', 'POST'],
  [308, 'POST', 'POST'],
  [303, 'HEAD', 'HEAD'],
])('after a %i a %s becomes a %s', async (status, method, becomes) => {
  const body = method === 'HEAD' ? {} : { body: 'text', headers: { 'content-type': 'text/plain' } }
  await ask(to('/end', status), { method, ...body })
  const last = world.requests.at(-1)
  expect(last).toMatchObject({ method: becomes, body: becomes === method && method !== 'HEAD' ? 'text' : '' })
  if (becomes === 'GET') expect(last?.headers.get('content-type')).toBeNull()
})

test('credentials stay with the first origin, by whatever name', async () => {
  const secrets = { authorization: 'Bearer x', cookie: 'a=1', 'x-api-key': 'y', 'x-subscription-token': 'z' }
  const headers = { ...secrets, 'proxy-authorization': 'p', host: 'inside.test', accept: 'text/html' }
  await ask(to('/end'), { headers })
  expect(Object.fromEntries(world.requests[1]?.headers ?? [])).toEqual({ ...secrets, accept: 'text/html' })
  for (const target of ['https://other.test/', 'http://site.test/end']) {
    await ask(to(target), { headers })
    expect(Object.fromEntries(world.requests.at(-1)?.headers ?? [])).toEqual({ accept: 'text/html' })
  }
})

test('nothing of ours is added to a request', async () => {
  await ask('https://other.test/')
  expect([...(world.requests[0]?.headers ?? [])]).toEqual([])
})

test('whoever asks may refuse before a name is looked up, for each redirect again', async () => {
  const seen: string[] = []
  const admit: Watch['admit'] = ({ host, method }) => {
    seen.push(`${method} ${host}`)
    if (host === 'other.test') throw new TypeError('Not there.')
  }
  await expect(ask(to('https://other.test/'), {}, { admit })).rejects.toThrow(new TypeError('Not there.'))
  expect(seen).toEqual(['GET site.test', 'GET other.test'])
  expect(world.questions).toEqual(['site.test'])
})

test.each(['https://slow.test/', 'https://dripping.test/'])('%s is given up after its time', async (url) => {
  const answer = ask(url, { timeoutMs: 20 }).then((response) => response.text())
  await expect(answer).rejects.toMatchObject({
    code: 'egress_failed',
    message: 'The answer took longer than 0.02 s. Ask for less, or try again later.',
  })
})

test('who leaves hears of nothing but their leaving', async () => {
  const leaving = new AbortController()
  const reason = new Error('The turn was stopped.')
  const asked = ask('https://slow.test/', { signal: leaving.signal }, { leaving: () => leaving.abort(reason) })
  await expect(asked).rejects.toBe(reason)
  expect(world.requests).toEqual([])
})

test('a broken connection is a sentence', async () => {
  await expect(ask('https://gone.test/')).rejects.toMatchObject({
    code: 'egress_failed',
    message: 'gone.test could not be reached, or broke the connection. Check the address, or try again later.',
  })
})

test('a name that passed is not looked up again for a minute, however long its answer holds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const egress = egressWith({})
  const lookups = async () => {
    await egress.fetch('https://kept.test/')
    return world.questions.length
  }
  expect(await lookups()).toBe(1)
  vi.setSystemTime(Date.now() + 59_000)
  expect(await lookups()).toBe(1)
  vi.setSystemTime(Date.now() + 2000)
  expect(await lookups()).toBe(2)
})

test.each([
  'https://sites.example/',
  'https://abc123.sites.example/',
  'https://okcvm.example/api/conversations',
  'https://okcvm.me.workers.dev/',
  'https://OKCVM.example./',
])('%s is this deployment, where no tool may ask', async (url) => {
  const egress = egressWith({ SITES_HOST: 'Sites.example', OKCVM_OWN_HOSTS: 'okcvm.me.workers.dev' })
  const asked = egress.fetch(url, {}, { ownHosts: ['okcvm.example'] })
  await expect(asked).rejects.toMatchObject({ code: 'egress_refused' })
  expect(world.questions).toEqual([])
})

test('the operator’s own network carries the question to DNS, and no request', async () => {
  const asked: string[] = []
  const network = {
    fetch: async (url: string) => {
      asked.push(new URL(url).hostname)
      return Response.json({ Status: 0, Answer: [{ type: 1, TTL: 0, data: '93.184.215.14' }] })
    },
  }
  const egress = egressWith({ OPERATOR_NETWORK: network, OKCVM_DOH_URL: 'http://192.168.0.2/dns-query' })
  await egress.fetch('https://other.test/')
  expect(asked).toEqual(['192.168.0.2', '192.168.0.2'])
  expect(world.requests.map(({ url }) => url)).toEqual(['https://other.test/'])
})

test.each<[string, EgressRequest, string]>([
  ['method', { method: 'TRACE' }, 'The method TRACE cannot be sent.'],
  ['method', { method: 'GET /x HTTP/1.1' }, 'cannot be sent.'],
  ['body', { body: 'x' }, 'A GET request carries no body.'],
  ['header', { headers: { 'a b': 'x' } }, 'A header of the request is malformed.'],
  ['header', { headers: { a: 'x\r\nHost: inside.test' } }, 'A header of the request is malformed.'],
])('a %s that cannot be sent is told in a sentence', async (_, request, sentence) => {
  const error = await ask('https://site.test/', request).catch((failure: unknown) => failure)
  expect(error).toMatchObject({ code: 'egress_failed', message: expect.stringContaining(sentence) })
  expect(world.requests).toEqual([])
})
