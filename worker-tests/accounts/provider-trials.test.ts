import { afterEach, expect, test, vi } from 'vitest'
import { hashPassphrase } from '../../src/accounts/passphrase'
import type { ProviderTrial } from '../../src/wire/provider-settings'
import type { AccountUse } from '../../src/wire/usage'
import { client } from '../support/client'
import { cookieFrom, deployed } from '../support/deployed'
import { scriptedModel } from '../support/scripted-model'

const KEY = 'sk-trial-canary-0123456789'
const BASE = 'http://model.test/own/v1'
const ann = client('trials-ann')

afterEach(async () => {
  vi.restoreAllMocks()
  for (const kind of ['chat', 'image', 'search']) await ann.delete(`/api/provider-settings/${kind}`)
})

const save = (kind: string, body: object) =>
  ann.put(`/api/provider-settings/${kind}`, new Blob([JSON.stringify(body)], { type: 'application/json' }))
const tried = (kind: string) => ann.post<ProviderTrial>(`/api/provider-settings/${kind}/trials`)

/** Answers every request alike, and keeps what was asked. */
function outside(answer: () => Response | Promise<Response>): Request[] {
  const asked: Request[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    asked.push(new Request(input as RequestInfo, init as RequestInit))
    return answer()
  })
  return asked
}

test('a chat is asked for one word with the key, and the word is told', async () => {
  const model = scriptedModel()
  model.script([{ reasoning: 'Hm.' }, { text: 'rea' }, { text: 'dy' }])
  await save('chat', { baseUrl: BASE, model: 'own-model', key: KEY })
  expect(await tried('chat')).toMatchObject({ ok: true, message: 'own-model answered “ready”.' })
  expect(model.asks.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
    [`${BASE}/chat/completions`, `Bearer ${KEY}`],
  ])
})

test('without a setting of one’s own the operator’s is tried', async () => {
  const model = scriptedModel()
  model.script([{ text: 'ready' }])
  expect(await tried('chat')).toMatchObject({ ok: true, message: 'scripted answered “ready”.' })
  expect(model.asks[0]?.url).toBe('http://model.test/v1/chat/completions')
})

test('a trial counts in what the account uses', async () => {
  scriptedModel().script([{ text: 'ready' }])
  const cal = client('trials-cal')
  const tokens = async () => {
    const { models } = await cal.get<AccountUse>('/api/usage')
    return models.map(({ model, calls, outputTokens }) => ({ model, calls, outputTokens }))
  }
  expect(await tokens()).toEqual([])
  await cal.post('/api/provider-settings/chat/trials')
  expect(await tokens()).toEqual([{ model: 'scripted', calls: 1, outputTokens: expect.any(Number) }])
})

test('a chat that fails tells why, without the key', async () => {
  scriptedModel().script({ status: 401, body: { error: { message: `Bad key ${KEY}` } } })
  await save('chat', { baseUrl: BASE, model: 'own-model', key: KEY })
  const { ok, message } = await tried('chat')
  expect(ok).toBe(false)
  expect(message).toContain('refused the API key')
  expect(message).not.toContain(KEY)
})

test.each([
  ['m-1', true, 'model.test answered and knows m-1.'],
  ['m-9', true, 'model.test answered with 2 models, but m-9 is not among them.'],
])('images ask for the list of models: %s', async (model, ok, message) => {
  const asked = outside(() => Response.json({ object: 'list', data: [{ id: 'm-1' }, { id: 'm-2' }] }))
  await save('image', { baseUrl: `${BASE}/?v=2`, model, key: KEY })
  expect(await tried('image')).toMatchObject({ ok, message })
  expect(asked.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
    [`${BASE}/models?v=2`, `Bearer ${KEY}`],
  ])
})

test.each([
  [{ service: 'brave' }, 'https://api.search.brave.com/res/v1/web/search?q=weather&count=1', { web: { results: [1] } }],
  [{ service: 'tavily' }, 'https://api.tavily.com/search', { results: [1] }],
  [
    { service: 'searxng', baseUrl: 'http://searx.test' },
    'http://searx.test/search?q=weather&format=json',
    { results: [1] },
  ],
])('a search asks one query: %j', async (setting, url, answer) => {
  const asked = outside(() => Response.json(answer))
  await save('search', { ...setting, key: KEY })
  expect(await tried('search')).toMatchObject({ ok: true, message: `${setting.service} answered with 1 result.` })
  expect(asked[0]?.url).toBe(url)
  const header = setting.service === 'brave' ? 'x-subscription-token' : 'authorization'
  expect(asked[0]?.headers.get(header)).toBe(setting.service === 'brave' ? KEY : `Bearer ${KEY}`)
})

test.each([
  ['refuses the key', () => new Response('no', { status: 403 }), 'model.test refused the key (403)'],
  ['fails', () => new Response(KEY, { status: 500 }), 'model.test answered 500'],
  ['is another page', () => new Response(`<p>${KEY}</p>`), 'answered something else'],
  ['has another shape', () => Response.json({ data: KEY }), 'answered something else'],
  ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), 'could not be reached'],
  ['redirects', () => new Response(null, { status: 302, headers: { location: 'http://evil.test' } }), 'answered 302'],
])('a provider that %s is told in a sentence', async (_, answer, sentence) => {
  outside(answer)
  await save('image', { baseUrl: BASE, model: 'm', key: KEY })
  const { ok, message } = await tried('image')
  expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining(sentence) })
  expect(message).not.toContain(KEY)
})

test('where nothing is set, the trial says so', async () => {
  expect(await tried('search')).toMatchObject({ ok: false, message: expect.stringContaining('Nothing is set') })
})

test('where it is deployed, an account’s address leads nowhere inside', async () => {
  const passphrase = 'under old lime trees'
  const OKCVM_PASSPHRASE_HASH = await hashPassphrase(passphrase, { iterations: 1000, rounds: 1 })
  const house = deployed({ OKCVM_PASSPHRASE_HASH })
  const cookie = cookieFrom(await house.send('POST', '/api/sign-in', { passphrase }))
  const asked = outside(() => Response.json({}))
  const send = (method: string, path: string, body?: object) =>
    house.send(method, `/api/provider-settings/${path}`, body, { cookie })

  expect((await send('PUT', 'chat', { baseUrl: 'http://api.test/v1', model: 'm' })).status).toBe(400)
  for (const host of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '[::ffff:10.0.0.1]', 'localhost', 'db.internal']) {
    for (const kind of ['chat', 'image']) {
      await send('PUT', kind, { baseUrl: `https://${host}/v1`, model: 'm', key: KEY })
      const trial = await (await send('POST', `${kind}/trials`)).json<ProviderTrial>()
      expect(trial, `${kind} at ${host}`).toMatchObject({ ok: false, message: expect.stringContaining('is refused') })
    }
  }
  expect(asked).toEqual([])
})
