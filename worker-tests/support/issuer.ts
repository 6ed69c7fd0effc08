import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { vi } from 'vitest'

export const ISSUER = 'https://issuer.test'
export const CLIENT = { id: 'okcvm', secret: 'client-secret-canary' }

/** What a person at the issuer agrees to: the code that goes back, with what the ID token will say. */
export interface Issuer {
  /** Plays the issuer's page: takes the address a browser was sent to, answers the one it is sent back to. */
  agree(location: string, changes?: { claims?: JWTPayload; state?: string; issuer?: string }): Promise<string>
  /** Signs with another key from now on, without publishing it. */
  turnRogue(): Promise<void>
  /** Every request that reached it. */
  requests: string[]
}

/** A small OIDC issuer behind fetch: discovery, keys, and a token endpoint that checks client, code and PKCE. */
export async function fakeIssuer(person: JWTPayload): Promise<Issuer> {
  const published = await generateKeyPair('RS256', { extractable: true })
  let signing = published
  const codes = new Map<string, { challenge: string; redirect: string; idToken: string }>()
  const requests: string[] = []

  async function token(request: Request): Promise<Response> {
    const form = await request.formData()
    const code = String(form.get('code'))
    const known = codes.get(code)
    codes.delete(code)
    // Form-encoded before Base64 (RFC 6749, 2.3.1), so that a hyphen may come as %2D.
    const basic = decodeURIComponent(atob(request.headers.get('authorization')?.split(' ')[1] ?? ''))
    const isClient = basic === `${CLIENT.id}:${CLIENT.secret}`
    const challenge = await challengeOf(String(form.get('code_verifier')))
    const isGood = known?.challenge === challenge && known.redirect === form.get('redirect_uri') && isClient
    if (!isGood) return Response.json({ error: 'invalid_grant' }, { status: 400 })
    return Response.json({ access_token: 'a', token_type: 'bearer', id_token: known.idToken })
  }

  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit)
    requests.push(request.url)
    switch (request.url) {
      case `${ISSUER}/.well-known/openid-configuration`:
        return Response.json({
          issuer: ISSUER,
          authorization_endpoint: `${ISSUER}/authorize`,
          token_endpoint: `${ISSUER}/token`,
          jwks_uri: `${ISSUER}/keys`,
        })
      case `${ISSUER}/keys`:
        return Response.json({
          keys: [{ ...(await exportJWK(published.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
        })
      case `${ISSUER}/token`:
        return token(request)
      default:
        throw new Error(`A test asked for ${request.url}.`)
    }
  })

  return {
    requests,
    async agree(location, { claims = {}, state, issuer } = {}) {
      const asked = new URL(location).searchParams
      const now = Math.floor(Date.now() / 1000)
      const said = {
        iss: ISSUER,
        aud: CLIENT.id,
        iat: now,
        exp: now + 300,
        nonce: asked.get('nonce'),
        ...person,
        ...claims,
      }
      const idToken = await new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(signing.privateKey)
      const code = crypto.randomUUID()
      const redirect = asked.get('redirect_uri') ?? ''
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect, idToken })
      const back = new URL(redirect)
      back.searchParams.set('code', code)
      back.searchParams.set('state', state ?? asked.get('state') ?? '')
      if (issuer) back.searchParams.set('iss', issuer)
      return back.href
    },
    async turnRogue() {
      signing = await generateKeyPair('RS256', { extractable: true })
    },
  }
}

async function challengeOf(verifier: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
