import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { hashPassphrase } from '../../src/accounts/passphrase'
import { TRIES_AN_HOUR } from '../../src/accounts/sign-in'
import { cookieFrom, DEPLOYED, type Deployed, deployed } from '../support/deployed'
import { refusalOf } from '../support/raw-request'

const PASSPHRASE = 'a long walk under old lime trees'
const quick = { iterations: 1000, rounds: 2 }
let hash: string
let house: Deployed
let lastAddress = 0
let address: string

beforeAll(async () => {
  hash = await hashPassphrase(PASSPHRASE, quick)
  house = deployed({ OKCVM_PASSPHRASE_HASH: hash })
})
beforeEach(() => {
  lastAddress += 1
  address = `192.0.2.${lastAddress}`
})

function attempt(passphrase: string, headers: Record<string, string> = {}): Promise<Response> {
  return house.send('POST', '/api/sign-in', { passphrase }, { 'cf-connecting-ip': address, ...headers })
}

const asks = (cookie: string, path = '/api/conversations') => house.fetch(path, { headers: { cookie } })

test('the right passphrase signs in, by a cookie that only this host and no script can read', async () => {
  const response = await attempt(PASSPHRASE)
  expect(response.status).toBe(201)
  expect(response.headers.get('set-cookie')).toMatch(
    /^__Host-okc=[\w-]{43}; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/,
  )
  expect(await response.json()).toEqual({ account: 'operator' })
  const cookie = cookieFrom(response)
  expect(await (await asks(`other=1; ${cookie}`, '/api/caller')).json()).toEqual({
    account: 'operator',
    name: 'operator',
    via: 'passphrase',
    scopes: ['read', 'chat', 'admin'],
  })
  expect((await house.send('POST', '/api/rebuilds', {}, { cookie })).status).toBe(200)
})

test('D1 holds a hash of the cookie and never the cookie', async () => {
  const token = cookieFrom(await attempt(PASSPHRASE)).split('=')[1] ?? ''
  const { results } = await env.DB.prepare('SELECT * FROM sign_ins').all()
  expect(results.length).toBeGreaterThan(0)
  expect(JSON.stringify(results)).not.toContain(token)
})

test('the hash that `npm run passphrase` makes is one that this runtime can check', async () => {
  const real = deployed({ OKCVM_PASSPHRASE_HASH: await hashPassphrase(PASSPHRASE) })
  const said = async (passphrase: string) => (await real.send('POST', '/api/sign-in', { passphrase })).status
  expect([await said('guess'), await said(PASSPHRASE)]).toEqual([401, 201])
})

test('a wrong passphrase is a 401 that sets no cookie', async () => {
  for (const wrong of ['guess', `${PASSPHRASE} `, PASSPHRASE.toUpperCase()]) {
    const response = await attempt(wrong)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await refusalOf(response)).toMatchObject({ status: 401, code: 'wrong_passphrase' })
  }
})

test('an address has ten tries an hour, also all at once, and the right passphrase is no way around', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const answers = await Promise.all(Array.from({ length: 30 }, () => attempt('guess')))
  const looked = answers.filter(({ status }) => status === 401)
  expect(looked).toHaveLength(TRIES_AN_HOUR)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - TRIES_AN_HOUR)
  const late = await attempt(PASSPHRASE)
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(3000)
  expect(await refusalOf(late)).toMatchObject({ status: 429, code: 'rate_limited' })
  expect((await attempt(PASSPHRASE, { 'cf-connecting-ip': '192.0.2.250' })).status).toBe(201)
  vi.setSystemTime(Date.now() + 60 * 60_000)
  expect((await attempt(PASSPHRASE)).status).toBe(201)
  vi.useRealTimers()
})

test('a success forgets the tries before it', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let tries = 1; tries < TRIES_AN_HOUR; tries += 1) expect((await attempt('guess')).status).toBe(401)
    expect((await attempt(PASSPHRASE)).status).toBe(201)
  }
})

test('addresses of one IPv6 network count as one', async () => {
  const from = (last: string) => attempt('guess', { 'cf-connecting-ip': `2001:db8:0:${lastAddress}::${last}` })
  for (let tries = 0; tries < TRIES_AN_HOUR; tries += 1) expect((await from(`${tries + 1}`)).status).toBe(401)
  expect((await from('abcd')).status).toBe(429)
  expect((await attempt('guess', { 'cf-connecting-ip': '2001:db8:0:ffff::1' })).status).toBe(401)
})

test('signing in again gives a new cookie and ends the old one', async () => {
  const first = cookieFrom(await attempt(PASSPHRASE))
  const second = cookieFrom(await attempt(PASSPHRASE, { cookie: first }))
  expect(second).not.toBe(first)
  expect((await asks(second)).status).toBe(200)
  expect(await refusalOf(await asks(first))).toMatchObject({ status: 401, code: 'invalid_credential' })
})

test('signing out ends the sign-in on the server, not only in the browser', async () => {
  const cookie = cookieFrom(await attempt(PASSPHRASE))
  const out = await house.send('DELETE', '/api/sign-in', undefined, { cookie })
  expect(out.headers.get('set-cookie')).toMatch(/^__Host-okc=; Path=\/; Max-Age=0;/)
  expect((await asks(cookie)).status).toBe(401)
})

test('a sign-in ends after thirty days', async () => {
  const cookie = cookieFrom(await attempt(PASSPHRASE))
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + 30 * 24 * 60 * 60_000 - 1000)
  expect((await asks(cookie)).status).toBe(200)
  vi.setSystemTime(Date.now() + 2000)
  expect((await asks(cookie)).status).toBe(401)
  vi.useRealTimers()
})

test('a new passphrase ends what the old one opened', async () => {
  const cookie = cookieFrom(await attempt(PASSPHRASE))
  const changed = deployed({ OKCVM_PASSPHRASE_HASH: await hashPassphrase('another one, just as long', quick) })
  expect((await changed.fetch('/api/conversations', { headers: { cookie } })).status).toBe(401)
})

test.each(['__Host-okc=', '__Host-okc=made-up', `__Host-okc=${'A'.repeat(43)}`])(
  'the cookie %j is refused',
  async (cookie) => {
    expect(await refusalOf(await asks(cookie))).toMatchObject({ status: 401, code: 'invalid_credential' })
  },
)

test('no page of another origin can sign anybody in or out', async () => {
  const cookie = cookieFrom(await attempt(PASSPHRASE))
  for (const origin of ['null', 'https://evil.example', 'http://okcvm.example']) {
    expect((await attempt(PASSPHRASE, { origin })).status).toBe(403)
    expect((await house.send('DELETE', '/api/sign-in', undefined, { origin, cookie })).status).toBe(403)
  }
  expect((await attempt(PASSPHRASE, { origin: DEPLOYED })).status).toBe(201)
  expect((await asks(cookie)).status).toBe(200)
})

test('where another way in is set, there is no passphrase to try', async () => {
  const other = deployed({ OKCVM_ACCESS_TEAM_DOMAIN: 'team.cloudflareaccess.com', OKCVM_ACCESS_AUD: 'aud' })
  const response = await other.send('POST', '/api/sign-in', { passphrase: PASSPHRASE })
  expect(await refusalOf(response)).toMatchObject({ status: 404 })
})

test('the ways in are told to anybody, and no more than that', async () => {
  expect(await (await house.fetch('/api/sign-in')).json()).toEqual({
    passphrase: true,
    oidc: null,
    access: false,
    open: false,
  })
})

test.each(['secret', 'pbkdf2-sha256.999999.1.aaaaaaaaaaaaaaaaaaaaaa.b', ''.padEnd(80, 'x')])(
  'the setting %j is refused with its name',
  async (setting) => {
    const said = await refusalOf(await deployed({ OKCVM_PASSPHRASE_HASH: setting }).fetch('/api/conversations'))
    expect(said).toMatchObject({ status: 503, code: 'setup_required' })
    expect(said.message).toContain('OKCVM_PASSPHRASE_HASH')
    expect(said.message).not.toContain(setting)
  },
)

test('a new passphrase ends the keys that were made under the old one, and its first sign-in removes them', async () => {
  const cookie = cookieFrom(await attempt(PASSPHRASE))
  const made = await house.send('POST', '/api/keys', { name: 'Old', scopes: ['chat'] }, { cookie })
  const { secret } = await made.json<{ secret: string }>()
  const byKey = { headers: { authorization: `Bearer ${secret}` } }
  expect((await house.fetch('/api/conversations', byKey)).status).toBe(200)

  const changed = deployed({ OKCVM_PASSPHRASE_HASH: await hashPassphrase('another walk', quick) })
  expect(await refusalOf(await changed.fetch('/api/conversations', byKey))).toMatchObject({ status: 401 })
  const signedIn = await changed.send('POST', '/api/sign-in', { passphrase: 'another walk' })
  const listed = await changed.fetch('/api/keys', { headers: { cookie: cookieFrom(signedIn) } })
  expect(await listed.json()).toEqual({ keys: [] })
})

test('behind another proxy tries are counted by the header that the operator names, and no other', async () => {
  const proxied = deployed({ OKCVM_PASSPHRASE_HASH: hash, OKCVM_ADDRESS_HEADER: 'X-Forwarded-For' })
  const guess = (claimed: string, added: string) =>
    proxied.send(
      'POST',
      '/api/sign-in',
      { passphrase: 'guess' },
      { 'cf-connecting-ip': claimed, 'x-forwarded-for': `${claimed}, ${added}` },
    )
  const said = []
  for (let n = 0; n <= TRIES_AN_HOUR; n++) said.push((await guess(`198.51.100.${n}`, '203.0.113.7')).status)
  expect(said).toEqual([...Array<number>(TRIES_AN_HOUR).fill(401), 429])
  expect((await guess('198.51.100.1', '203.0.113.8')).status).toBe(401)
  const wrong = deployed({ OKCVM_PASSPHRASE_HASH: hash, OKCVM_ADDRESS_HEADER: 'not a header' })
  expect((await wrong.fetch('/api/conversations')).status).toBe(503)
})

test('an address counts as the same however a proxy writes it, and its neighbours as others', async () => {
  const proxied = deployed({ OKCVM_PASSPHRASE_HASH: hash, OKCVM_ADDRESS_HEADER: 'X-Real-IP' })
  const guess = async (from: string) =>
    (await proxied.send('POST', '/api/sign-in', { passphrase: 'guess' }, { 'x-real-ip': from })).status
  const forms = (n: number) => [
    '203.0.113.9',
    '::ffff:203.0.113.9',
    `203.0.113.9:${5000 + n}`,
    '[::ffff:203.0.113.9]:80',
  ]
  const said = []
  for (let n = 0; n <= TRIES_AN_HOUR; n++) said.push(await guess(forms(n)[n % 4] ?? ''))
  expect(said).toEqual([...Array<number>(TRIES_AN_HOUR).fill(401), 429])
  expect(await guess('::ffff:203.0.113.10')).toBe(401)
  expect(await guess('203.0.113.10:5000')).toBe(401)

  const six = []
  for (let n = 0; n <= TRIES_AN_HOUR; n++)
    six.push(await guess(n % 2 ? `[2001:db8:9::${n}]:${5000 + n}` : `2001:db8:9::${n}`))
  expect(six).toEqual([...Array<number>(TRIES_AN_HOUR).fill(401), 429])
})
