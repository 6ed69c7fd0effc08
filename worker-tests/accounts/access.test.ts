import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { deployed } from '../support/deployed'
import { callOf, closed, initOf } from '../support/operations'
import { refusalOf } from '../support/raw-request'

const AUD = 'f00d'.repeat(16)
let lastTeam = 0
let team: string
type Pair = Awaited<ReturnType<typeof generateKeyPair>>
let good: Pair
let rogue: Pair
/** What the team's certs address answers. */
let published: { pair: Pair; kid: string }[]
let asked: number

beforeAll(async () => {
  good = await generateKeyPair('RS256', { extractable: true })
  rogue = await generateKeyPair('RS256', { extractable: true })
})
beforeEach(() => {
  lastTeam += 1
  team = `team-${lastTeam}.cloudflareaccess.com`
  published = [{ pair: good, kid: 'k1' }]
  asked = 0
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    if (String(input) !== `https://${team}/cdn-cgi/access/certs`) throw new Error(`A test asked for ${String(input)}.`)
    asked += 1
    const keys = published.map(async ({ pair, kid }) => ({ ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256' }))
    return Response.json({ keys: await Promise.all(keys) })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const now = () => Math.floor(Date.now() / 1000)
const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: `https://${team}`,
  aud: [AUD],
  sub: 'ann',
  email: 'ann@example.com',
  iat: now() - 10,
  nbf: now() - 10,
  exp: now() + 600,
  ...changes,
})
const sign = (payload: JWTPayload, { privateKey }: Pair = good, kid = 'k1') =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)

const house = (settings = {}) => deployed({ OKCVM_ACCESS_TEAM_DOMAIN: team, OKCVM_ACCESS_AUD: AUD, ...settings })
const asks = (token: string, path = '/api/conversations', settings = {}) =>
  house(settings).fetch(path, { headers: { 'cf-access-jwt-assertion': token } })
const accountOf = async (token: string) =>
  (await (await asks(token, '/api/caller')).json<{ account: string }>()).account

test('a good token lets in, and the same person has the same account', async () => {
  const response = await asks(await sign(claims()), '/api/caller')
  expect(await response.json()).toMatchObject({ name: 'ann@example.com', via: 'access', scopes: ['read', 'chat'] })
  expect(await accountOf(await sign(claims({ email: 'ann@new.example' })))).toBe(await accountOf(await sign(claims())))
  expect(await accountOf(await sign(claims({ sub: 'ben' })))).not.toBe(await accountOf(await sign(claims())))
})

const bad: Record<string, () => Promise<string>> = {
  'of the algorithm none': async () => new UnsecuredJWT(claims()).encode(),
  'of an HMAC with the public key': async () => {
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(good.publicKey)))
    return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
  },
  'of another key under the same name': () => sign(claims(), rogue),
  'of an unknown key': () => sign(claims(), rogue, 'k9'),
  'that carries its own key': async () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(rogue.publicKey) })
      .sign(rogue.privateKey),
  'for another audience': () => sign(claims({ aud: ['beef'] })),
  'for no audience': () => sign(claims({ aud: [] })),
  'of another issuer': () => sign(claims({ iss: 'https://evil.cloudflareaccess.com' })),
  'that has expired': () => sign(claims({ iat: now() - 700, exp: now() - 60 })),
  'without an end': async () => {
    const { exp: _, ...endless } = claims()
    return sign(endless)
  },
  'that is not valid yet': () => sign(claims({ nbf: now() + 600 })),
  'from the future': () => sign(claims({ iat: now() + 600, exp: now() + 1200 })),
  'without a subject': () => sign(claims({ sub: '' })),
  'that was changed': async () => {
    const [head, , signature] = (await sign(claims())).split('.')
    return [head, btoa(JSON.stringify(claims({ sub: 'boss' }))).replaceAll('=', ''), signature].join('.')
  },
  'that is none': async () => 'hello',
  'that is empty': async () => '',
}

test.each(Object.entries(bad))('a token %s is a 401', async (_, make) => {
  expect(await refusalOf(await asks(await make()))).toMatchObject({ status: 401, code: 'invalid_credential' })
})

test('a forged e-mail header is nothing, alone or beside a bad token', async () => {
  const headers = { 'cf-access-authenticated-user-email': 'boss@example.com' }
  expect((await refusalOf(await house().fetch('/api/conversations', { headers }))).code).toBe('sign_in_required')
  const beside = { ...headers, 'cf-access-jwt-assertion': await sign(claims(), rogue) }
  expect((await refusalOf(await house().fetch('/api/conversations', { headers: beside }))).status).toBe(401)
})

test('every endpoint refuses whoever shows nothing, and whoever shows a bad token', async () => {
  const token = await sign(claims(), rogue)
  const fill = { conversation: 'c', turn: 't', deployment: 'd', path: 'a.txt', key: 'k' }
  expect(closed.length).toBeGreaterThan(20)
  for (const operation of closed) {
    const call = callOf(operation, fill)
    const nothing = await house().fetch(call.path, initOf(call, { 'x-okc-client-id': 'default' }))
    expect([nothing.status, await nothing.json()], operation).toMatchObject([
      401,
      { error: { code: 'sign_in_required' } },
    ])
    const bad = await house().fetch(call.path, initOf(call, { 'cf-access-jwt-assertion': token }))
    expect([bad.status, await bad.json()], operation).toMatchObject([401, { error: { code: 'invalid_credential' } }])
  }
  expect((await house().fetch('/api/nothing')).status).toBe(401)
})

test('keys are kept, and asked for anew when they rotate', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  for (let times = 0; times < 5; times += 1) expect((await asks(await sign(claims()))).status).toBe(200)
  expect(asked).toBe(1)
  published = [{ pair: rogue, kid: 'k2' }]
  vi.setSystemTime(Date.now() + 60_000)
  expect((await asks(await sign(claims(), rogue, 'k2'))).status).toBe(200)
  expect((await asks(await sign(claims()))).status).toBe(401)
  expect(asked).toBe(2)
})

test('where the keys cannot be had, nobody comes in and the answer says to wait', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'))
  expect(await refusalOf(await asks(await sign(claims())))).toMatchObject({ status: 503, code: 'unavailable' })
})

test('administration is for those whom the operator names', async () => {
  const rebuild = async (admins: string, payload = claims()) =>
    house({ OKCVM_ADMINS: admins }).send(
      'POST',
      '/api/rebuilds',
      {},
      { 'cf-access-jwt-assertion': await sign(payload) },
    )
  expect((await refusalOf(await rebuild(''))).code).toBe('forbidden_scope')
  expect((await rebuild('ben@example.com, Ann@Example.com')).status).toBe(200)
  expect((await rebuild('@example.com')).status).toBe(200)
  expect((await rebuild('@ample.com')).status).toBe(403)
  expect((await rebuild('boss@example.com', claims({ sub: 'boss@example.com', email: 'x@y.example' }))).status).toBe(
    403,
  )
})

test('a person may give a key no more than they have', async () => {
  const headers = { 'cf-access-jwt-assertion': await sign(claims()) }
  const response = await house().send('POST', '/api/keys', { name: 'Boss', scopes: ['admin'] }, headers)
  expect(await refusalOf(response)).toMatchObject({ status: 403, code: 'forbidden_scope' })
  expect((await house().send('POST', '/api/keys', { name: 'Mine', scopes: ['chat'] }, headers)).status).toBe(201)
})

test.each([{ OKCVM_ACCESS_AUD: '' }, { OKCVM_ACCESS_TEAM_DOMAIN: '' }])(
  'half a setting, %j, opens nothing',
  async (half) => {
    expect(await refusalOf(await asks(await sign(claims()), '/api/conversations', half))).toMatchObject({ status: 503 })
  },
)
