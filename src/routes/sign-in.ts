import { Hono } from 'hono'
import { clearedCookie, cookieOf, hostCookie, SIGN_IN_COOKIE } from '../accounts/cookies'
import { personOfPassphrase, SIGN_IN_SECONDS, secondsToWait, signIn, signOut } from '../accounts/sign-in'
import { readConfig } from '../env'
import { AppError } from '../errors'
import * as wire from '../wire/sign-in'
import { callersAddress } from './callers-address'
import type { HonoEnv } from './context'
import { readJson } from './json-body'
import { mount, parse } from './mount'

/** Coming in and going out. Cookies are HTTP, so these two are mounted by hand. */
export const signIns = new Hono<HonoEnv>()

mount(signIns, wire.getSignIn, ({ env }) => {
  const { openAccess, signIn: ways } = readConfig(env)
  return {
    passphrase: ways.passphraseHash !== undefined,
    oidc: ways.oidc ? new URL(ways.oidc.issuer).host : null,
    access: ways.access !== undefined,
    open: openAccess,
  }
})

signIns.post(wire.createSignIn.path, async (c) => {
  const { passphrase } = parse(wire.createSignIn.body, await readJson(c))
  const config = readConfig(c.env)
  const hash = config.signIn.passphraseHash
  if (hash === undefined) throw new AppError('not_found', 'There is no passphrase here. Sign in another way.')
  const address = callersAddress(c)
  const waitSeconds = await secondsToWait(c.env.DB, address)
  if (waitSeconds > 0) {
    c.header('Retry-After', String(waitSeconds))
    const minutes = Math.ceil(waitSeconds / 60)
    throw new AppError('rate_limited', `Too many passphrases came from your address. Try again in ${minutes} minutes.`)
  }
  const person = await personOfPassphrase(c.env.DB, hash, { passphrase, address })
  const previous = cookieOf(c.req.raw.headers, SIGN_IN_COOKIE)
  const { account, token } = await signIn(c.env.DB, config, { person, previous })
  c.header('Set-Cookie', hostCookie(SIGN_IN_COOKIE, token, SIGN_IN_SECONDS))
  return c.json({ account }, wire.createSignIn.status)
})

signIns.delete(wire.deleteSignIn.path, async (c) => {
  const token = cookieOf(c.req.raw.headers, SIGN_IN_COOKIE)
  if (token !== undefined) await signOut(c.env.DB, token)
  c.header('Set-Cookie', clearedCookie(SIGN_IN_COOKIE))
  return c.json({ signedOut: true })
})

mount(signIns, wire.getCaller, ({ caller: { account, person, byKey, scopes } }) => ({
  account,
  name: person.email ?? person.subject,
  via: byKey ? ('key' as const) : person.via,
  scopes: [...scopes],
}))
