import { Hono } from 'hono'
import { clearedCookie, cookieOf, hostCookie, SIGN_IN_COOKIE } from '../accounts/cookies'
import { finishOidc, OIDC_COOKIE, OIDC_SECONDS, startOidc } from '../accounts/oidc'
import type { OidcSettings } from '../accounts/oidc-outcome'
import { SIGN_IN_SECONDS, signIn } from '../accounts/sign-in'
import { readConfig } from '../env'
import { AppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import { finishOidcSignIn, startOidcSignIn } from '../wire/sign-in'
import type { HonoEnv, RouteContext } from './context'
import { parse } from './mount'

/** A browser goes to the issuer and comes back; both are redirects. */
export const oidc = new Hono<HonoEnv>()

oidc.get(startOidcSignIn.path, async (c) => {
  const { to } = parse(startOidcSignIn.query, c.req.query())
  const { location, sealed } = await startOidc(settingsOf(c), { callback: callbackOf(c), to })
  c.header('Set-Cookie', hostCookie(OIDC_COOKIE, sealed, OIDC_SECONDS))
  return c.redirect(location)
})

oidc.get(finishOidcSignIn.path, async (c) => {
  const { headers } = c.req.raw
  const sealed = cookieOf(headers, OIDC_COOKIE)
  const outcome = await finishOidc(settingsOf(c), { url: new URL(c.req.url), callback: callbackOf(c), sealed })
  c.header('Set-Cookie', clearedCookie(OIDC_COOKIE))
  if ('problem' in outcome) {
    if (outcome.cause !== undefined) reportUnexpected(outcome.cause, { requestId: c.var.requestId, path: c.req.path })
    return c.redirect(`/?sign_in=${outcome.problem}`)
  }
  const previous = cookieOf(headers, SIGN_IN_COOKIE)
  const { token } = await signIn(c.env.DB, readConfig(c.env), { person: outcome.person, previous })
  c.header('Set-Cookie', hostCookie(SIGN_IN_COOKIE, token, SIGN_IN_SECONDS), { append: true })
  return c.redirect(outcome.to)
})

function settingsOf(c: RouteContext): OidcSettings {
  const settings = readConfig(c.env).signIn.oidc
  if (!settings) throw new AppError('not_found', 'There is no sign-in by OIDC here. Sign in another way.')
  return settings
}

function callbackOf(c: RouteContext): string {
  return new URL(finishOidcSignIn.path, c.req.url).href
}
