import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { app } from '../../src/app'
import type { Env } from '../../src/env'
import { api } from '../../src/wire/api'
import { client } from '../support/client'
import { callOf, closed, initOf, ofApi, operations } from '../support/operations'
import { refusalOf, withoutDetail } from '../support/raw-request'
import { eventsUntil, scriptedModel } from '../support/scripted-model'
import { fetchWorker, ORIGIN } from '../support/worker'

const owner = client('safety-owner')
beforeEach(() => {
  scriptedModel().script([{ text: 'Hello.' }])
})

const ofConversations = operations.filter((name) => api[name]?.path.startsWith('/api/conversations/:conversation'))
const changing = operations.filter((name) => api[name]?.method !== 'get')

/** The same Worker with other settings. */
function withSettings(settings: Partial<Env>, path: string, init?: RequestInit): Promise<Response> {
  return Promise.resolve(
    app.fetch(new Request(new URL(path, ORIGIN), init), { ...env, ...settings }, createExecutionContext()),
  )
}

describe('without a way to sign in', () => {
  test.each(ofApi)('%s is a 503 that says what to run', async (operation) => {
    const call = callOf(operation, { conversation: 'c', turn: 't', deployment: 'd', path: 'a.txt' })
    for (const open of ['', undefined]) {
      const response = await withSettings({ OKCVM_OPEN_ACCESS: open }, call.path, initOf(call))
      const said = operation === 'chat' ? await refusalOf(await withoutDetail(response)) : await refusalOf(response)
      expect(said).toMatchObject({ status: 503, code: 'setup_required' })
      expect(said.message).toContain('npm run passphrase')
    }
  })

  test('health says so, and the document can be read', async () => {
    expect(await (await withSettings({ OKCVM_OPEN_ACCESS: '' }, '/health')).json()).toMatchObject({
      status: 'setup_required',
    })
    expect((await withSettings({ OKCVM_OPEN_ACCESS: '' }, '/api/openapi.json')).status).toBe(200)
  })
})

test.each([{ OKCVM_MAX_STEPS: 'many' }, { OKCVM_OPEN_ACCESS: 'everyone' }])(
  'a malformed setting %j is named, and opens nothing',
  async (setting) => {
    const said = await refusalOf(await withSettings(setting, '/api/conversations'))
    expect(said).toMatchObject({ status: 503, code: 'setup_required' })
    expect(said.message).toContain(Object.keys(setting)[0])
  },
)

test('a setting that is set but empty counts as unset', async () => {
  const empty = { OKCVM_MAX_STEPS: '', OKCVM_FIRST_BYTE_SECONDS: '', OKCVM_DEMO_PACE_MS: '', SITES_HOST: ' ' }
  expect((await withSettings(empty, '/api/conversations')).status).toBe(200)
})

test.each([
  'http://evil.example',
  'http://127.0.0.1.evil.example:8787',
  'http://192.168.1.5:8787',
  'http://0.0.0.0:8787',
  'http://2130706434',
])('open access refuses the host of %s', async (host) => {
  for (const operation of closed) {
    const call = callOf(operation, { conversation: 'c', turn: 't', deployment: 'd', path: 'a.txt' })
    const response = await fetchWorker(new URL(call.path, host).href, initOf(call))
    expect(response.status, operation).toBe(403)
    expect(await response.json(), operation).toMatchObject({ error: { code: 'forbidden_host' } })
  }
})

test.each(['http://localhost:8787', 'http://[::1]:8787', 'http://127.0.0.1'])(
  'open access answers on %s',
  async (host) => {
    expect((await fetchWorker(`${host}/api/conversations`)).status).toBe(200)
  },
)

describe('a request of another origin', () => {
  const foreign = [
    'null',
    'https://evil.example',
    'http://127.0.0.1:8788',
    'http://localhost:8787',
    'https://127.0.0.1:8787',
  ]

  test.each(foreign)('from %j changes nothing', async (origin) => {
    const { id } = await owner.newConversation()
    await owner.put(`/api/conversations/${id}/files/a.txt`, 'kept')
    const before = await everything(id)
    for (const operation of changing) {
      const call = callOf(operation, { conversation: id, turn: 't', deployment: 'd', path: 'a.txt' })
      const response = await owner.fetch(call.path, initOf(call, { origin }))
      const said = operation === 'chat' ? await refusalOf(await withoutDetail(response)) : await refusalOf(response)
      expect(said, operation).toMatchObject({ status: 403, code: 'forbidden_origin' })
    }
    expect(await everything(id)).toEqual(before)
  })

  test.each(['null', 'https://evil.example'])('from %j may ask, and its page is not let read', async (origin) => {
    const { id } = await owner.newConversation()
    for (const path of [
      '/api/conversations',
      `/api/conversations/${id}`,
      `/api/conversations/${id}/events`,
      '/api/openapi.json',
      '/health',
    ]) {
      const response = await owner.fetch(path, { headers: { origin } })
      expect(response.status, path).toBe(200)
      expect(
        [...response.headers.keys()].filter((name) => name.startsWith('access-control')),
        path,
      ).toEqual([])
      await response.body?.cancel()
    }
    const preflight = await owner.fetch(`/api/conversations/${id}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'DELETE' },
    })
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test.each(['cross-site', 'same-site'])(
    'as a browser tells of it (%s) uses up nothing of the account',
    async (site) => {
      const account = `safety-${site}`
      const ask = (path: string, headers: Record<string, string>) =>
        fetchWorker(`${path}?client_id=${account}`, { headers: { 'sec-fetch-site': site, ...headers } })
      const used = async () => {
        const usage = await client(account).get<{ requestsThisMinute: { used: number } }>('/api/usage')
        return usage.requestsThisMinute.used
      }
      vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 27, 12))
      const page = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
      for (const path of ['/api/usage', '/api/conversations', '/api/nothing']) {
        expect(await refusalOf(await ask(path, page))).toMatchObject({ status: 403, code: 'forbidden_origin' })
        const framed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
        expect((await ask(path, framed)).status).toBe(403)
      }
      expect(await used()).toBe(1)
      const followed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      expect((await ask('/api/conversations', followed)).status).toBe(200)
      const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
      expect((await ask('/api/conversations', own)).status).toBe(200)
      expect(await used()).toBe(4)
      vi.mocked(Date.now).mockRestore()
    },
  )

  test('that is our own may change things', async () => {
    const { id } = await owner.newConversation()
    const response = await owner.fetch(
      `/api/conversations/${id}`,
      initOf({ method: 'PATCH', path: '', body: '{"title":"Mine"}' }, { origin: ORIGIN }),
    )
    expect(response.status).toBe(200)
  })
})

describe('another account', () => {
  const stranger = client('safety-stranger')

  test('finds of a conversation exactly what it finds of a missing one, everywhere', async () => {
    const { id } = await owner.newConversation({ 'a.txt': 'secret' })
    const { turnId } = await owner.post<{ turnId: string }>(`/api/conversations/${id}/turns`, {
      messageId: 'm1',
      text: 'Hi',
    })
    await eventsUntil(id, 'turn.completed', { account: 'safety-owner' })
    // D1 learns of a turn's end behind its back.
    await vi.waitFor(async () => expect(await everything(id)).toMatchObject({ rows: { messages: 2 } }))
    const before = await everything(id)
    expect(ofConversations.length).toBeGreaterThan(10)
    for (const operation of ofConversations) {
      const fill = { turn: turnId, path: 'a.txt' }
      const theirs = callOf(operation, { ...fill, conversation: id })
      const missing = callOf(operation, { ...fill, conversation: 'c_00000000000000000000000000000000' })
      const [first, second] = [
        await stranger.fetch(theirs.path, initOf(theirs)),
        await stranger.fetch(missing.path, initOf(missing)),
      ]
      expect(first.status, operation).toBe(404)
      expect(await seenOf(first), operation).toEqual(await seenOf(second))
    }
    expect(await everything(id)).toEqual(before)
  })

  test('finds the same by the chat, and the same after the deletion', async () => {
    const { id } = await owner.newConversation()
    const chat = (conversation_id: string) =>
      stranger.fetch(
        '/api/chat',
        initOf({ method: 'POST', path: '', body: JSON.stringify({ message: 'Hi', conversation_id }) }),
      )
    const missing = await seenOf(await chat('c_missing'))
    expect(await seenOf(await chat(id))).toEqual(missing)
    await owner.delete(`/api/conversations/${id}`)
    expect(await seenOf(await chat(id))).toEqual(missing)
    const paths = [id, 'c_missing'].map((each) => `/api/conversations/${each}`)
    const [deleted, never] = await Promise.all(
      paths.map((path) => stranger.fetch(path, { method: 'DELETE' }).then(seenOf)),
    )
    expect(deleted).toEqual(never)
    const [asked, unknown] = await Promise.all(paths.map((path) => owner.fetch(path).then(seenOf)))
    expect(asked).toEqual(unknown)
  })

  test('lists and searches its own alone', async () => {
    const { id } = await owner.newConversation()
    await owner.patch(`/api/conversations/${id}`, { title: 'Zanzibar' })
    expect(await owner.get('/api/conversations?q=Zanzibar')).toMatchObject({ conversations: [{ id }] })
    expect(await stranger.get('/api/conversations?q=Zanzibar')).toMatchObject({ conversations: [] })
    expect(await stranger.get(`/api/deployments?conversation=${id}`)).toMatchObject({ deployments: [] })
  })
})

describe('the account of a caller', () => {
  test('comes from the query, else the header, else the cookie, else it is "default"', async () => {
    const of = (account: string) => client(account).newConversation()
    const [byQuery, byHeader, byCookie, byDefault] = [
      await of('by-query'),
      await of('by-header'),
      await of('by-cookie'),
      await of('default'),
    ]
    const finds = async (id: string, query: string, headers: Record<string, string>) =>
      (await fetchWorker(`/api/conversations/${id}${query}`, { headers })).status === 200
    const all = { 'x-okc-client-id': 'by-header', cookie: 'a=b; okc_client_id=by-cookie; c=d' }
    expect(await finds(byQuery.id, '?client_id=by-query', all)).toBe(true)
    expect(await finds(byHeader.id, '', all)).toBe(true)
    expect(await finds(byCookie.id, '', { cookie: all.cookie })).toBe(true)
    expect(await finds(byDefault.id, '', {})).toBe(true)
    expect(await finds(byDefault.id, '', { cookie: 'xokc_client_id=by-cookie' })).toBe(true)
    expect(await finds(byHeader.id, '?client_id=by-query', all)).toBe(false)
  })

  test.each(['', 'a b', 'a'.repeat(65), '../x', 'ä', 'a"b', '%00'])('%j is refused', async (account) => {
    const encoded = encodeURIComponent(account)
    const tries = [
      fetchWorker(`/api/conversations?client_id=${encoded}`),
      fetchWorker('/api/conversations', { headers: { cookie: `okc_client_id=${encoded}!` } }),
    ]
    for (const response of await Promise.all(tries)) {
      expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'bad_request' })
    }
  })
})

test('every answer of the API says that it is not to be sniffed, framed or kept', async () => {
  for (const path of ['/api/conversations', '/api/nothing', '/health']) {
    const { headers } = await owner.fetch(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
})

/** All that a reader could tell two refusals apart by. */
async function seenOf(response: Response) {
  const requestId = response.headers.get('x-request-id') ?? 'none'
  const body = (await response.text()).replaceAll(requestId, '')
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date')
  return { status: response.status, headers, body }
}

async function everything(id: string): Promise<unknown> {
  const rows = await env.DB.prepare(
    'SELECT (SELECT count(*) FROM conversations) AS conversations, (SELECT count(*) FROM messages) AS messages',
  ).first()
  return {
    rows,
    conversation: await owner.get(`/api/conversations/${id}`),
    messages: await owner.get(`/api/conversations/${id}/messages`),
    files: await owner.get(`/api/conversations/${id}/files`),
  }
}
