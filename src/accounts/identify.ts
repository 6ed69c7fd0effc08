import type { Config } from '../env'
import { AppError } from '../errors'
import { findKey, noteKeyUse } from '../records/keys'
import { findSignIn } from '../records/sign-ins'
import type { Scope } from '../wire/endpoint'
import { ID_PATTERN } from '../wire/ids'
import { personOfAccessToken } from './access-token'
import { accountOf } from './account'
import type { IdentifiedCaller, Person } from './caller'
import { cookieOf, SIGN_IN_COOKIE } from './cookies'
import { isOfToday } from './passphrase-mark'
import { holds } from './permissions'
import { scopesOf } from './standing'
import { digest, isWellFormedKey } from './tokens'

export interface Credentials {
  config: Config
  db: D1Database
  url: URL
  headers: Headers
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Tells who is calling: by API key, by Cloudflare Access token, by sign-in cookie, else by open access. What is there
 * and wrong is refused; it never counts as absent. Throws setup_required where nobody could sign in at all,
 * sign_in_required, invalid_credential, and forbidden_host for a page that rebinds its name to loopback.
 */
export async function identify(credentials: Credentials): Promise<IdentifiedCaller> {
  const { config, headers } = credentials
  requireSetup(config)
  const authorization = headers.get('authorization')
  if (authorization !== null) return byKey(credentials, authorization)
  const assertion = headers.get('cf-access-jwt-assertion')
  if (assertion !== null && config.signIn.access) return byAccess(config, assertion)
  const token = cookieOf(headers, SIGN_IN_COOKIE)
  if (token !== undefined && hasCookies(config)) return bySignIn(credentials, token)
  if (config.openAccess) return byOpenAccess(credentials)
  throw new AppError('sign_in_required', 'This needs a sign-in. Open the console and sign in, or send an API key.')
}

/** Throws setup_required, with the one command to run, where no way in is set. */
export function requireSetup(config: Config): void {
  if (isSetUp(config)) return
  throw new AppError(
    'setup_required',
    'This deployment has no way to sign in yet, so its API is closed. Run `npm run passphrase -- --deployed` in the project.',
  )
}

/** Whether anybody can come in. */
export function isSetUp({ openAccess, signIn }: Config): boolean {
  return openAccess || signIn.passphraseHash !== undefined || signIn.access !== undefined || signIn.oidc !== undefined
}

async function byKey({ config, db }: Credentials, authorization: string): Promise<IdentifiedCaller> {
  const key = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  const now = Date.now()
  const found = (await isWellFormedKey(key)) ? await findKey(db, await digest(key), now) : undefined
  const standing = found && (await isOfToday(found.passphraseMark, config)) && scopesOf(config, found.person)
  if (!found || !standing) throw invalid('This API key is wrong, revoked or expired. Make a new one in the settings.')
  await noteKeyUse(db, found, now)
  const scopes = found.scopes.filter((scope) => holds(standing, scope))
  return { account: found.account, person: found.person, byKey: true, scopes }
}

async function byAccess(config: Config, assertion: string): Promise<IdentifiedCaller> {
  const person = config.signIn.access && (await personOfAccessToken(config.signIn.access, assertion))
  const scopes = person && scopesOf(config, person)
  if (!person || !scopes) throw invalid('The token of Cloudflare Access is not valid here. Sign in to Access again.')
  return { account: await accountOf(person, config), person, byKey: false, scopes }
}

async function bySignIn({ config, db }: Credentials, token: string): Promise<IdentifiedCaller> {
  const found = await findSignIn(db, await digest(token), Date.now())
  const scopes = found && (await isOfToday(found.passphraseMark, config)) ? scopesOf(config, found.person) : undefined
  if (!found || !scopes) throw invalid('This sign-in has ended. Sign in again.')
  return { account: found.account, person: found.person, byKey: false, scopes }
}

function hasCookies({ signIn }: Config): boolean {
  return signIn.passphraseHash !== undefined || signIn.oidc !== undefined
}

/** Trusts whoever reaches loopback; the account is `client_id` (query, header, cookie), else "default". */
function byOpenAccess({ url, headers }: Credentials): IdentifiedCaller {
  if (!LOOPBACK_NAMES.has(url.hostname)) {
    throw new AppError('forbidden_host', 'Open access answers on loopback names only. Open http://127.0.0.1 instead.')
  }
  const named = url.searchParams.get('client_id') ?? headers.get('x-okc-client-id')
  const account = named ?? cookieOf(headers, 'okc_client_id') ?? 'default'
  if (!ID_PATTERN.test(account)) {
    throw new AppError('bad_request', 'A client_id has 1 to 64 characters of A-Z, a-z, 0-9, _ and -.')
  }
  const person: Person = { via: 'open', subject: account, email: null }
  const scopes: Scope[] = ['read', 'chat', 'admin']
  return { account, person, byKey: false, scopes }
}

function invalid(sentence: string): AppError {
  return new AppError('invalid_credential', sentence)
}
