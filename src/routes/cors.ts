import { createMiddleware } from 'hono/factory'
import { readConfig } from '../env'
import { mayCallWithKey } from './caller'
import type { HonoEnv } from './context'

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'authorization, content-type, last-event-id',
  'Access-Control-Max-Age': '600',
}

const EXPOSED = 'X-Request-Id, X-OKC-Conversation-Id, X-OKC-Turn-Id, Retry-After'

/** For pages of origins that the operator named, and for calls with an API key alone: cookies are never let through. */
export const allowNamedOrigins = createMiddleware<HonoEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  if (origin === undefined) return next()
  if (c.req.method === 'OPTIONS' && asksForKey(c.req.header('access-control-request-headers'))) {
    const isNamed = readConfig(c.env).signIn.corsOrigins.includes(origin)
    if (isNamed) return c.body(null, 204, { ...PREFLIGHT, 'Access-Control-Allow-Origin': origin, Vary: 'Origin' })
  }
  await next()
  if (!mayCallWithKey(c, origin)) return
  c.res.headers.set('Access-Control-Allow-Origin', origin)
  c.res.headers.set('Access-Control-Expose-Headers', EXPOSED)
  c.res.headers.append('Vary', 'Origin')
})

function asksForKey(headers = ''): boolean {
  return headers.split(',').some((name) => name.trim().toLowerCase() === 'authorization')
}
