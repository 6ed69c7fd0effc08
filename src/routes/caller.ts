import { createMiddleware } from 'hono/factory'
import { identify } from '../accounts/identify'
import { readConfig } from '../env'
import { AppError } from '../errors'
import type { HonoEnv } from './context'

/** Finds out who is calling, before any route of the API runs. */
export const identifyCaller = createMiddleware<HonoEnv>(async (c, next) => {
  const { openAccess } = readConfig(c.env)
  c.set('caller', identify({ openAccess, url: new URL(c.req.url), headers: c.req.raw.headers }))
  await next()
})

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what another origin's page asks us to change; `null` is a sandboxed page's origin and so another's. */
export const refuseForeignOrigin = createMiddleware<HonoEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  const foreign = origin !== undefined && origin !== new URL(c.req.url).origin
  if (foreign && !SAFE_METHODS.has(c.req.method)) {
    throw new AppError('forbidden_origin', 'Only pages of this origin may change things here. Open the console itself.')
  }
  await next()
})
