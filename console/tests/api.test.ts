import { afterEach, expect, test, vi } from 'vitest'
import { listConversations, updateConversation } from '../../src/wire/conversations'
import { ApiProblem, call, fileUrl } from '../src/api'

afterEach(() => vi.unstubAllGlobals())

function serverThat(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const fetched = vi.fn(async (url: string, init: RequestInit) => answer(url, init))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const problemOf = async (work: Promise<unknown>): Promise<ApiProblem> => {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(problem instanceof ApiProblem)) throw new Error('No ApiProblem was thrown.')
  return problem
}

test('a declared endpoint is called with its path, query and body', async () => {
  const fetched = serverThat(() => Response.json({ id: 'c1' }))
  await call(updateConversation, { params: { conversation: 'c1' }, body: { title: 'New' } })
  const [url, init] = fetched.mock.calls[0] ?? []
  expect([url, init?.method, init?.body]).toEqual(['/api/conversations/c1', 'PATCH', '{"title":"New"}'])
  await call(listConversations, { query: { q: 'a b', cursor: undefined } })
  expect(fetched.mock.calls[1]?.[0]).toBe('/api/conversations?q=a+b')
})

test('a refusal keeps its code and its sentence', async () => {
  serverThat(() =>
    Response.json({ error: { code: 'not_found', message: 'Not here.', requestId: 'r' } }, { status: 404 }),
  )
  expect(await problemOf(call(listConversations, {}))).toMatchObject({
    code: 'not_found',
    message: 'Not here.',
    status: 404,
  })
})

test('no network has a sentence of its own', async () => {
  serverThat(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(await problemOf(call(listConversations, {}))).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('try again'),
  })
})

test('an answer that is no JSON is a problem, not a crash', async () => {
  serverThat(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  expect((await problemOf(call(listConversations, {}))).code).toBe('bad_reply')
  serverThat(() => new Response('hello'))
  expect((await problemOf(call(listConversations, {}))).code).toBe('bad_reply')
})

test('a file’s address keeps its slashes and encodes the rest', () => {
  expect(fileUrl('c1', 'output/a b#?.txt', { download: '1' })).toBe(
    '/api/conversations/c1/files/output/a%20b%23%3F.txt?download=1',
  )
})
