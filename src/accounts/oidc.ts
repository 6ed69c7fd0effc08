import { EncryptJWT, jwtDecrypt } from 'jose'
import * as oauth from 'oauth4webapi'
import { AppError } from '../errors'
import { consolePath, type OidcOutcome, type OidcSettings } from './oidc-outcome'
import { isNamed } from './standing'

export const OIDC_COOKIE = '__Host-okc-oidc'
/** How long a person may take at their issuer. */
export const OIDC_SECONDS = 600

const SCOPE = 'openid email'

/** What has to come back unchanged; it waits in the browser, sealed. */
interface Pending {
  state: string
  nonce: string
  verifier: string
  to: string
}

/** Where to send the browser, and what to seal into its cookie. Throws unavailable where the issuer cannot be reached. */
export async function startOidc(
  settings: OidcSettings,
  { callback, to }: { callback: string; to: string | undefined },
): Promise<{ location: string; sealed: string }> {
  const issuer = await discover(settings).catch((cause: unknown) => {
    throw new AppError('unavailable', `${settings.issuer} cannot be reached now. Try again in a minute.`, { cause })
  })
  if (!issuer.authorization_endpoint) {
    throw new AppError('unavailable', `${settings.issuer} names no address to sign in at. Check OKCVM_OIDC_ISSUER.`)
  }
  const pending: Pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    to: consolePath(to),
  }
  const location = new URL(issuer.authorization_endpoint)
  const query = {
    client_id: settings.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: SCOPE,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(query)) location.searchParams.set(name, value)
  return { location: location.href, sealed: await seal(settings, pending) }
}

/** Who came back. What went wrong at the issuer or on the way is an outcome, not an error: a person waits for a page. */
export async function finishOidc(
  settings: OidcSettings,
  { url, callback, sealed }: { url: URL; callback: string; sealed: string | undefined },
): Promise<OidcOutcome> {
  const pending = sealed === undefined ? undefined : await unseal(settings, sealed)
  if (!pending) return { problem: 'failed', cause: undefined }
  try {
    const claims = await exchange(settings, { url, callback, pending })
    const { sub, email, email_verified } = claims
    const isVouchedFor = typeof email === 'string' && email_verified === true
    const person = { via: 'oidc' as const, subject: sub, email: isVouchedFor ? email : null }
    return isNamed(person, settings.allow) ? { person, to: pending.to } : { problem: 'refused', cause: undefined }
  } catch (cause) {
    return { problem: 'failed', cause }
  }
}

async function exchange(
  settings: OidcSettings,
  { url, callback, pending }: { url: URL; callback: string; pending: Pending },
): Promise<oauth.IDToken> {
  const issuer = await discover(settings)
  const client: oauth.Client = { client_id: settings.clientId }
  const given = oauth.validateAuthResponse(issuer, client, url, pending.state)
  const response = await oauth.authorizationCodeGrantRequest(
    issuer,
    client,
    clientAuth(issuer, settings.clientSecret),
    given,
    callback,
    pending.verifier,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(issuer, client, response, {
    expectedNonce: pending.nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(issuer, response)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw new Error('The issuer sent no ID token.')
  return claims
}

async function discover({ issuer }: OidcSettings): Promise<oauth.AuthorizationServer> {
  const address = new URL(issuer)
  return oauth.processDiscoveryResponse(address, await oauth.discoveryRequest(address))
}

/** By what the issuer takes; without a word from it, in the Authorization header (OpenID Connect Discovery 1.0, 3). */
function clientAuth({ token_endpoint_auth_methods_supported: taken }: oauth.AuthorizationServer, secret: string) {
  const isByHeader = taken === undefined || taken.includes('client_secret_basic')
  return isByHeader ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret)
}

async function seal(settings: OidcSettings, pending: Pending): Promise<string> {
  return new EncryptJWT({ ...pending })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(`${OIDC_SECONDS}s`)
    .encrypt(await sealingKey(settings))
}

async function unseal(settings: OidcSettings, sealed: string): Promise<Pending | undefined> {
  const opened = await jwtDecrypt<Pending>(sealed, await sealingKey(settings), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  }).catch(() => undefined) // somebody else's, or too old: as good as none
  return opened?.payload
}

/** Of the client secret, so that there is no second secret to keep. */
async function sealingKey({ clientSecret }: OidcSettings): Promise<Uint8Array> {
  const text = new TextEncoder().encode(`okcvm sign-in cookie\n${clientSecret}`)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', text))
}
