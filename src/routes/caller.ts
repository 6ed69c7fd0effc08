import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { identify, requireSetup } from '../accounts/identify'
import { ACTION_OF, forbidden, forbiddenToKeys, mayCall } from '../accounts/permissions'
import { readConfig } from '../env'
import { AppError } from '../errors'
import { api } from '../wire/api'
import { type Need, needOf } from '../wire/endpoint'
import type { HonoEnv, RouteContext } from './context'

const needs = new Map(Object.values(api).map((each) => [`${each.method.toUpperCase()} ${each.path}`, needOf(each)]))

/** Finds out who is calling and whether they may call this endpoint, before any route of the API runs. */
export const identifyCaller = createMiddleware<HonoEnv>(async (c, next) => {
  const config = readConfig(c.env)
  requireSetup(config)
  const need = needHere(c)
  if (need === 'open') return next()
  const { headers } = c.req.raw
  if (isForeignPage(headers)) throw foreignPage()
  const caller = await identify({ config, db: c.env.DB, url: new URL(c.req.url), headers })
  if (need !== undefined && !mayCall(caller, need)) throw refused(need)
  c.set('caller', caller)
  await next()
})

/**
 * Whether a browser says that another site's page, or another one of this site, asks: it may read nothing of the answer,
 * and must not use up the account's requests either, or wake its objects. A link that is followed is the person's own
 * doing, and a key is no credential that a browser adds by itself.
 */
function isForeignPage(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site') ?? 'none'
  if (site === 'none' || site === 'same-origin' || headers.has('authorization')) return false
  return headers.get('sec-fetch-mode') !== 'navigate' || headers.get('sec-fetch-dest') !== 'document'
}

/** What the declaration of the endpoint behind this request asks for; undefined where nothing answers. */
function needHere(c: RouteContext): Need | undefined {
  const declared = matchedRoutes(c as Context).map(({ method, path }) => needs.get(`${method} ${path}`))
  return declared.find((need) => need !== undefined)
}

function refused(need: Need): AppError {
  if (need === 'person' || need === 'open') return forbiddenToKeys()
  return forbidden(ACTION_OF[need])
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what another origin's page asks us to change; `null` is a sandboxed page's origin and so another's. */
export const refuseForeignOrigin = createMiddleware<HonoEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  const foreign = origin !== undefined && origin !== new URL(c.req.url).origin
  if (foreign && !SAFE_METHODS.has(c.req.method) && !mayCallWithKey(c, origin)) {
    throw foreignPage()
  }
  await next()
})

function foreignPage(): AppError {
  return new AppError(
    'forbidden_origin',
    'Only pages of this origin may ask or change things here. Open the console itself.',
  )
}

/** A key in a header is no credential that a browser would add by itself; still the operator names who may use it. */
export function mayCallWithKey(c: RouteContext, origin: string): boolean {
  const hasKey = c.req.header('authorization') !== undefined
  return hasKey && readConfig(c.env).signIn.corsOrigins.includes(origin)
}
