import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { KEYS_MAX } from '../../src/accounts/keys'
import { hashPassphrase } from '../../src/accounts/passphrase'
import { api } from '../../src/wire/api'
import { needOf } from '../../src/wire/endpoint'
import type { ApiKey } from '../../src/wire/keys'
import { client } from '../support/client'
import { cookieFrom, type Deployed, deployed } from '../support/deployed'
import { callOf, closed, initOf } from '../support/operations'
import { refusalOf } from '../support/raw-request'

let house: Deployed
let cookie: string
beforeAll(async () => {
  house = deployed({
    OKCVM_PASSPHRASE_HASH: await hashPassphrase('correct horse', { iterations: 1000, rounds: 1 }),
    OKCVM_CORS_ORIGINS: 'https://friend.example, https://other.example',
  })
  cookie = cookieFrom(await house.send('POST', '/api/sign-in', { passphrase: 'correct horse' }))
})
afterEach(() => {
  vi.useRealTimers()
})

interface Made {
  key: ApiKey
  secret: string
}

async function makeKey(wish: object = {}): Promise<Made> {
  const response = await house.send('POST', '/api/keys', { name: 'Mine', scopes: ['chat'], ...wish }, { cookie })
  expect(response.status).toBe(201)
  return response.json()
}

const by = (secret: string) => ({ authorization: `Bearer ${secret}` })
const asks = (secret: string) => house.fetch('/api/conversations', { headers: by(secret) })
const listed = async () =>
  (await (await house.fetch('/api/keys', { headers: { cookie } })).json<{ keys: ApiKey[] }>()).keys

test('a key is shown once and kept as a hash', async () => {
  const { key, secret } = await makeKey({ name: '  Laptop ' })
  expect(secret).toMatch(/^okc_[\w-]{49}$/)
  expect(key).toMatchObject({
    name: 'Laptop',
    start: secret.slice(0, 8),
    scopes: ['chat'],
    lastUsedAt: null,
    expiresAt: null,
  })
  expect(await listed()).toContainEqual(key)
  const stored = JSON.stringify((await env.DB.prepare('SELECT * FROM api_keys').all()).results)
  for (const text of [stored, JSON.stringify(await listed())]) expect(text).not.toContain(secret.slice(8, 40))
})

test('a key speaks for the account that made it, and the word Bearer may be written in any case', async () => {
  const { secret } = await makeKey()
  const made = await house.send('POST', '/api/conversations', {}, by(secret))
  const { id } = await made.json<{ id: string }>()
  expect((await house.fetch(`/api/conversations/${id}`, { headers: { cookie } })).status).toBe(200)
  expect((await house.fetch('/api/caller', { headers: { authorization: `bearer ${secret}` } })).status).toBe(200)
})

describe('a key that is no good', () => {
  test('is refused, and never passes for the cookie beside it', async () => {
    const { secret } = await makeKey()
    const twisted = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A')
    const other = secret.slice(0, 10) + (secret[10] === 'A' ? 'B' : 'A') + secret.slice(11)
    const wrong = [twisted, other, 'okc_', secret.slice(4), `${secret}x`, '']
    for (const each of [...wrong.map((text) => `Bearer ${text}`), 'Basic b2tjOm9rYw==', secret, `Bearer ${secret} x`]) {
      const response = await house.fetch('/api/conversations', { headers: { authorization: each, cookie } })
      expect(await refusalOf(response), each).toMatchObject({ status: 401, code: 'invalid_credential' })
    }
  })

  test('by its checksum costs no look into D1', async () => {
    const prepare = vi.spyOn(env.DB, 'prepare')
    expect((await asks(`okc_${'A'.repeat(49)}`)).status).toBe(401)
    expect(prepare).not.toHaveBeenCalled()
    prepare.mockRestore()
  })

  test('is refused in open access too', async () => {
    const response = await client().fetch('/api/conversations', { headers: by('okc_no') })
    expect((await refusalOf(response)).code).toBe('invalid_credential')
  })

  test('because it was revoked', async () => {
    const { key, secret } = await makeKey()
    expect((await asks(secret)).status).toBe(200)
    const revoked = await house.send('DELETE', `/api/keys/${key.id}`, undefined, { cookie })
    expect(await revoked.json()).toEqual({ keyId: key.id })
    expect((await refusalOf(await asks(secret))).code).toBe('invalid_credential')
    expect(await listed()).not.toContainEqual(expect.objectContaining({ id: key.id }))
    const again = await house.send('DELETE', `/api/keys/${key.id}`, undefined, { cookie })
    expect((await refusalOf(again)).status).toBe(404)
  })

  test('because its time is over', async () => {
    const expiresAt = Date.now() + 60_000
    const { secret } = await makeKey({ expiresAt })
    expect((await asks(secret)).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: expiresAt })
    expect((await refusalOf(await asks(secret))).status).toBe(401)
  })

  test('because the door of the person who made it is closed now', async () => {
    const { secret } = await makeKey()
    const elsewhere = deployed({ OKCVM_ACCESS_TEAM_DOMAIN: 'team.cloudflareaccess.com', OKCVM_ACCESS_AUD: 'aud' })
    expect((await elsewhere.fetch('/api/conversations', { headers: by(secret) })).status).toBe(401)
  })
})

test('a key can be made with no wider scope than read and then only reads', async () => {
  const { secret } = await makeKey({ scopes: ['read'] })
  const fill = { conversation: 'c', turn: 't', deployment: 'd', path: 'a.txt', key: 'k' }
  for (const operation of closed) {
    const call = callOf(operation, fill)
    const response = await house.fetch(call.path, initOf(call, by(secret)))
    const refused = needOf(api[operation] as (typeof api)[string]) !== 'read'
    expect(response.status === 403, operation).toBe(refused)
    const body = await response.text()
    if (refused) expect(body, operation).toContain('"forbidden_scope"')
  }
})

test('chat holds read, and administration is a scope of its own', async () => {
  const chat = await makeKey({ scopes: ['chat'] })
  const admin = await makeKey({ scopes: ['admin'] })
  expect((await house.send('POST', '/api/conversations', {}, by(chat.secret))).status).toBe(201)
  expect((await asks(chat.secret)).status).toBe(200)
  expect((await house.send('POST', '/api/rebuilds', {}, by(chat.secret))).status).toBe(403)
  expect((await house.send('POST', '/api/rebuilds', {}, by(admin.secret))).status).toBe(200)
  expect((await asks(admin.secret)).status).toBe(200)
})

test('what cannot be undone takes the person, or a key that may do everything', async () => {
  const chat = await makeKey({ scopes: ['read', 'chat'] })
  const admin = await makeKey({ scopes: ['admin'] })
  const made = async () =>
    (await (await house.send('POST', '/api/conversations', {}, by(chat.secret))).json<{ id: string }>()).id
  const [first, second] = [await made(), await made()]
  for (const id of [first, 'c_missing']) {
    const response = await house.send('DELETE', `/api/conversations/${id}`, undefined, by(chat.secret))
    expect(await refusalOf(response)).toMatchObject({ status: 403, code: 'forbidden_scope' })
  }
  expect((await house.send('DELETE', `/api/conversations/${first}`, undefined, { cookie })).status).toBe(200)
  expect((await house.send('DELETE', `/api/conversations/${second}`, undefined, by(admin.secret))).status).toBe(200)
})

test('no key makes, lists or revokes keys', async () => {
  const { key, secret } = await makeKey({ scopes: ['read', 'chat', 'admin'] })
  const tries = [
    house.fetch('/api/keys', { headers: by(secret) }),
    house.send('POST', '/api/keys', { name: 'Child', scopes: ['read'] }, by(secret)),
    house.send('DELETE', `/api/keys/${key.id}`, undefined, by(secret)),
  ]
  for (const response of await Promise.all(tries)) {
    expect(await refusalOf(response)).toMatchObject({ status: 403, code: 'forbidden_scope' })
  }
})

test('the last use is told to the minute', async () => {
  const { key, secret } = await makeKey()
  const lastUse = async () => (await listed()).find(({ id }) => id === key.id)?.lastUsedAt
  vi.useFakeTimers({ toFake: ['Date'] })
  const first = Date.now()
  await asks(secret)
  expect(await lastUse()).toBe(first)
  vi.setSystemTime(first + 59_000)
  await asks(secret)
  expect(await lastUse()).toBe(first)
  vi.setSystemTime(first + 60_000)
  await asks(secret)
  expect(await lastUse()).toBe(first + 60_000)
})

test.each([
  [{ name: '' }],
  [{ name: '   ' }],
  [{ name: 'a'.repeat(81) }],
  [{ scopes: [] }],
  [{ scopes: ['everything'] }],
  [{ scopes: 'read' }],
  [{ expiresAt: 1 }],
  [{ expiresAt: '2030' }],
  [{ account: 'other' }],
])('a key with %j is refused', async (wish) => {
  const response = await house.send('POST', '/api/keys', { name: 'Mine', scopes: ['read'], ...wish }, { cookie })
  expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'bad_request' })
})

test('an account has its own keys, and at most a hundred', async () => {
  const [ann, ben] = [client('keys-ann'), client('keys-ben')]
  const { key } = await ann.post<Made>('/api/keys', { name: 'Ann', scopes: ['read'] })
  expect(await ben.get('/api/keys')).toEqual({ keys: [] })
  expect((await ben.fetch(`/api/keys/${key.id}`, { method: 'DELETE' })).status).toBe(404)
  for (let made = 1; made < KEYS_MAX; made += 1) await ann.post('/api/keys', { name: `Key ${made}`, scopes: ['read'] })
  const over = await ann.fetch('/api/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'One more', scopes: ['read'] }),
  })
  expect(await refusalOf(over)).toMatchObject({ status: 409, code: 'key_limit' })
})

describe('a page of another origin', () => {
  const origin = 'https://friend.example'

  test('may call with a key where the operator named the origin, and never with a cookie', async () => {
    const { secret } = await makeKey()
    const byKey = await house.send('POST', '/api/conversations', {}, { ...by(secret), origin })
    expect(byKey.status).toBe(201)
    expect(byKey.headers.get('access-control-allow-origin')).toBe(origin)
    expect(byKey.headers.get('access-control-allow-credentials')).toBeNull()
    const byCookie = await house.send('POST', '/api/conversations', {}, { cookie, origin })
    expect(await refusalOf(byCookie)).toMatchObject({ status: 403, code: 'forbidden_origin' })
    const read = await house.fetch('/api/conversations', { headers: { cookie, origin } })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('that was not named may not, key or no key', async () => {
    const { secret } = await makeKey()
    for (const origin of ['https://evil.example', 'null', 'https://friend.example.evil.example']) {
      const response = await house.send('POST', '/api/conversations', {}, { ...by(secret), origin })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect((await refusalOf(response)).code).toBe('forbidden_origin')
    }
  })

  test('asks before, and is told what it may send', async () => {
    const preflight = (origin: string, headers: string) =>
      house.fetch('/api/conversations', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
      })
    const good = await preflight(origin, 'authorization,content-type')
    expect(good.status).toBe(204)
    expect(good.headers.get('access-control-allow-origin')).toBe(origin)
    expect(good.headers.get('access-control-allow-headers')).toContain('authorization')
    for (const bad of [
      await preflight('https://evil.example', 'authorization'),
      await preflight(origin, 'content-type'),
    ]) {
      expect(bad.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})
