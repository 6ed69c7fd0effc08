import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { AppError } from '../errors'
import type { Person } from './caller'

/** Access signs with RS256; what a token says of its own algorithm decides nothing. */
const ALGORITHMS = ['RS256', 'ES256']
/** For clocks that differ. */
const TOLERANCE_SECONDS = 30
const KEYS_MAX_AGE_MS = 10 * 60_000

interface AccessSettings {
  teamDomain: string
  audiences: string[]
}

/** Keys per team, kept for ten minutes; a key that is not among them is asked for anew, at most twice a minute. */
const keysOf = new Map<string, JWTVerifyGetKey>()

/**
 * Who a token of Cloudflare Access speaks for; undefined where it is not a good one. Throws unavailable where the keys
 * cannot be had. Rules: developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json.
 */
export async function personOfAccessToken(access: AccessSettings, token: string): Promise<Person | undefined> {
  const payload = await verified(access, token)
  if (!payload || isFromTheFuture(payload)) return undefined
  // A service token has an empty subject and is named by common_name.
  const subject = payload.sub || payload.common_name
  if (typeof subject !== 'string' || subject === '') return undefined
  const { email } = payload
  return { via: 'access', subject, email: typeof email === 'string' && email !== '' ? email : null }
}

async function verified({ teamDomain, audiences }: AccessSettings, token: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, keysFor(teamDomain), {
      algorithms: ALGORITHMS,
      issuer: `https://${teamDomain}`,
      audience: audiences,
      requiredClaims: ['exp', 'iat', 'aud', 'iss'],
      clockTolerance: TOLERANCE_SECONDS,
    })
    return payload
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw new AppError('unavailable', 'The keys of Cloudflare Access cannot be read now. Try again in a minute.', {
      cause: error,
    })
  }
}

/** What jose says of the token itself; the rest is trouble with fetching the keys. */
function isRefusal(error: unknown): boolean {
  const ofToken = [
    errors.JWTInvalid,
    errors.JWTClaimValidationFailed,
    errors.JWTExpired,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ]
  return ofToken.some((kind) => error instanceof kind)
}

function isFromTheFuture({ iat = 0 }: JWTPayload): boolean {
  return iat > Date.now() / 1000 + TOLERANCE_SECONDS
}

function keysFor(teamDomain: string): JWTVerifyGetKey {
  const known = keysOf.get(teamDomain)
  if (known) return known
  const keys = createRemoteJWKSet(new URL(`https://${teamDomain}/cdn-cgi/access/certs`), {
    cacheMaxAge: KEYS_MAX_AGE_MS,
    [customFetch]: (url, init) => fetch(url, init),
  })
  keysOf.set(teamDomain, keys)
  return keys
}
