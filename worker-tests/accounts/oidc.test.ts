import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cookieFrom, DEPLOYED, type Deployed, deployed } from '../support/deployed'
import { CLIENT, fakeIssuer, ISSUER, type Issuer } from '../support/issuer'
import { refusalOf } from '../support/raw-request'

const settings = {
  OKCVM_OIDC_ISSUER: ISSUER,
  OKCVM_OIDC_CLIENT_ID: CLIENT.id,
  OKCVM_OIDC_CLIENT_SECRET: CLIENT.secret,
  OKCVM_OIDC_ALLOW: 'ann@example.com',
}
const ann = { sub: 'u-1', email: 'ann@example.com', email_verified: true }

let issuer: Issuer
let house: Deployed
let reported: string[]
beforeEach(async () => {
  issuer = await fakeIssuer(ann)
  house = deployed(settings)
  reported = []
  vi.spyOn(console, 'error').mockImplementation((line) => void reported.push(String(line)))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function start(at = house, to = '/') {
  const response = await at.fetch(`/api/sign-in/oidc?to=${encodeURIComponent(to)}`)
  expect(response.status).toBe(302)
  return { location: response.headers.get('location') ?? '', cookie: cookieFrom(response), response }
}

const goBack = (address: string, cookie: string, at = house) => at.fetch(address, { headers: { cookie } })

/** The whole way; answers what the callback answered. */
async function walk(changes: Parameters<Issuer['agree']>[1] = {}, at = house): Promise<Response> {
  const { location, cookie } = await start(at)
  return goBack(await issuer.agree(location, changes), cookie, at)
}

test('a person whom the operator named comes in, and goes on where they were', async () => {
  const { location, cookie, response } = await start(house, '/c/c_123')
  const asked = new URL(location)
  expect(asked.origin + asked.pathname).toBe(`${ISSUER}/authorize`)
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    client_id: CLIENT.id,
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: `${DEPLOYED}/api/sign-in/oidc/callback`,
  })
  expect(response.headers.get('set-cookie')).toMatch(
    /^__Host-okc-oidc=\S+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
  )

  const back = await goBack(await issuer.agree(location), cookie)
  expect(reported).toEqual([])
  expect([back.status, back.headers.get('location')]).toEqual([302, '/c/c_123'])
  expect(back.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual(['__Host-okc-oidc', '__Host-okc'])
  const me = await goBack('/api/caller', cookieFrom(back))
  expect(await me.json()).toMatchObject({ name: 'ann@example.com', via: 'oidc', scopes: ['read', 'chat'] })
})

test('nothing that is sealed or secret can be read in the cookie, the addresses or the logs', async () => {
  const { location, cookie } = await start()
  const back = await goBack(await issuer.agree(location), cookie)
  const nonce = new URL(location).searchParams.get('nonce') ?? 'none'
  const seen = [location, cookie, JSON.stringify([...back.headers]), ...reported].join('\n')
  expect(seen).not.toContain(CLIENT.secret)
  expect(cookie + cookie.split('.').map(decoded).join()).not.toContain(nonce)
})

const refusedPeople: [string, object, object][] = [
  ['somebody else', { sub: 'u-2', email: 'ben@example.com' }, {}],
  ['an address that the issuer does not vouch for', { email_verified: false }, {}],
  ['an address without a word about it', { email_verified: undefined }, {}],
  ['a subject that looks like an address', { sub: 'ann@example.com', email: 'x@evil.example' }, {}],
  ['anybody, where the list is empty', {}, { OKCVM_OIDC_ALLOW: '' }],
]

test.each(refusedPeople)('%s is refused', async (_, claims, more) => {
  const response = await walk({ claims: { ...claims } }, deployed({ ...settings, ...more }))
  expect(response.headers.get('location')).toBe('/?sign_in=refused')
  expect(cookieFrom(response)).not.toMatch(/__Host-okc=/)
})

test.each(['u-1', '@example.com', 'ben@example.com, ANN@example.com'])('the list %j lets Ann in', async (list) => {
  const response = await walk({}, deployed({ ...settings, OKCVM_OIDC_ALLOW: list }))
  expect(response.headers.get('location')).toBe('/')
})

const brokenWays: Record<string, () => Promise<Response>> = {
  'another state': () => walk({ state: 'made-up' }),
  'another nonce': () => walk({ claims: { nonce: 'made-up' } }),
  'a token for another client': () => walk({ claims: { aud: 'other' } }),
  'a token of another issuer': () => walk({ claims: { iss: 'https://evil.test' } }),
  'an answer of another issuer': () => walk({ issuer: 'https://evil.test' }),
  'an old token': () => walk({ claims: { iat: 1, exp: 2 } }),
  'another client secret': () => walk({}, deployed({ ...settings, OKCVM_OIDC_CLIENT_SECRET: 'other' })),
  'a token signed by somebody else': async () => {
    await issuer.turnRogue()
    return walk()
  },
  'no cookie': async () => goBack(await issuer.agree((await start()).location), ''),
  'a cookie of another sign-in': async () => {
    const [mine, theirs] = [await start(), await start()]
    return goBack(await issuer.agree(theirs.location), mine.cookie)
  },
  'a cookie that was changed': async () => {
    const { location, cookie } = await start()
    return goBack(await issuer.agree(location), `${cookie.slice(0, -4)}AAAA`)
  },
  'a cookie that is too old': async () => {
    const { location, cookie } = await start()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 })
    return goBack(await issuer.agree(location), cookie)
  },
  'a code that was used': async () => {
    const { location, cookie } = await start()
    const address = await issuer.agree(location)
    expect((await goBack(address, cookie)).headers.get('location')).toBe('/')
    return goBack(address, cookie)
  },
  'a person who said no': async () => {
    const { location, cookie } = await start()
    const state = new URL(location).searchParams.get('state')
    return goBack(`/api/sign-in/oidc/callback?error=access_denied&state=${state}`, cookie)
  },
}

test.each(Object.entries(brokenWays))('with %s nobody comes in', async (_, way) => {
  const response = await way()
  expect([response.status, response.headers.get('location')]).toEqual([302, '/?sign_in=failed'])
  expect(cookieFrom(response)).not.toMatch(/__Host-okc=/)
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/api/conversations', 'javascript:alert(1)'])(
  'the way back never leads to %j',
  async (to) => {
    const { location, cookie } = await start(house, to)
    expect((await goBack(await issuer.agree(location), cookie)).headers.get('location')).toBe('/')
  },
)

test('whoever is taken off the list is out at once', async () => {
  const cookie = cookieFrom(await walk())
  expect((await goBack('/api/conversations', cookie)).status).toBe(200)
  const later = deployed({ ...settings, OKCVM_OIDC_ALLOW: 'ben@example.com' })
  expect((await refusalOf(await goBack('/api/conversations', cookie, later))).code).toBe('invalid_credential')
})

test('an issuer that cannot be reached is a sentence, and one that is not set is not found', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'))
  expect(await refusalOf(await house.fetch('/api/sign-in/oidc'))).toMatchObject({ status: 503, code: 'unavailable' })
  const other = deployed({ OKCVM_ACCESS_TEAM_DOMAIN: 'team.cloudflareaccess.com', OKCVM_ACCESS_AUD: 'aud' })
  for (const path of ['/api/sign-in/oidc', '/api/sign-in/oidc/callback']) {
    expect((await refusalOf(await other.fetch(path))).status).toBe(404)
  }
})

test.each([
  { OKCVM_OIDC_CLIENT_SECRET: '' },
  { OKCVM_OIDC_ISSUER: 'http://issuer.test' },
  { OKCVM_OIDC_CLIENT_ID: '' },
])('the setting %j opens nothing and is named', async (wrong) => {
  const said = await refusalOf(await deployed({ ...settings, ...wrong }).fetch('/api/sign-in/oidc'))
  expect(said).toMatchObject({ status: 503, code: 'setup_required' })
  expect(said.message).toContain(Object.keys(wrong)[0])
})

function decoded(part: string): string {
  try {
    return atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return part
  }
}
