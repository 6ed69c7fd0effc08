import { beforeEach, expect, test, vi } from 'vitest'
import { client } from '../support/client'
import { type Internet, internet } from '../support/internet'

const owner = client()
let world: Internet

const answering = (body: BodyInit, type: string, status = 200) => ({
  answer: () => new Response(body, { status, headers: { 'content-type': type, 'set-cookie': 'seen=1' } }),
})

beforeEach(() => {
  world = internet({
    'pictures.test': answering(new Uint8Array([137, 80, 78, 71]), 'image/png'),
    'drawings.test': answering('<svg onload="alert(1)"/>', 'image/svg+xml'),
    'pages.test': answering('<script>alert(1)</script>', 'text/html'),
    'gone.test': answering('no', 'image/png', 404),
    'large.test': answering(new Uint8Array(10_000_001), 'image/png'),
    'inside.test': { addresses: ['10.0.0.7'] },
    'open.test': { answer: () => Response.redirect('http://inside.test/') },
  })
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    world.answer(new Request(input as RequestInfo, init as RequestInit)),
  )
})

const ask = (url: string, headers: Record<string, string> = {}) =>
  owner.fetch(`/api/remote-images?${new URLSearchParams({ url })}`, { headers })

test('a picture comes by way of the Worker, with nothing else of the other host', async () => {
  const response = await ask('https://pictures.test/a.png', { 'sec-fetch-site': 'same-origin', cookie: 'secret=1' })
  expect(response.status).toBe(200)
  expect(await response.bytes()).toEqual(new Uint8Array([137, 80, 78, 71]))
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(world.requests).toHaveLength(1)
  expect(world.requests[0]?.headers.get('cookie')).toBeNull()
})

test.each([
  ['a drawing', 'https://drawings.test/', 415],
  ['a page', 'https://pages.test/', 415],
  ['what is not there', 'https://gone.test/', 415],
  ['an address inside', 'http://inside.test/', 403],
  ['a redirect inside', 'https://open.test/', 403],
  ['no address', 'javascript:alert(1)', 403],
  ['nothing at all', '', 403],
])('%s is refused with a sentence', async (_, url, status) => {
  const response = await ask(url)
  const { error } = await response.json<{ error: { message: string } }>()
  expect([response.status, error.message]).toEqual([status, expect.stringMatching(/\w\.$/)])
})

test('more than 10 MB never arrives whole', async () => {
  const response = await ask('https://large.test/')
  const arrived = response.ok
    ? await response.bytes().then(
        ({ length }) => length,
        () => 0,
      )
    : 0
  expect(arrived).toBeLessThanOrEqual(10_000_000)
})

test('another page cannot have the Worker ask, nor can a key', async () => {
  expect((await ask('https://pictures.test/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const { secret } = await owner.post<{ secret: string }>('/api/keys', { name: 'Robot', scopes: ['admin'] })
  expect((await ask('https://pictures.test/', { authorization: `Bearer ${secret}` })).status).toBe(403)
  expect(world.requests).toEqual([])
})
