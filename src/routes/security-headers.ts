import { createMiddleware } from 'hono/factory'
import type { HonoEnv } from './context'

/** For answers of the API: never sniffed, framed, cached or referred from. A route that set its own keeps it. */
export const securityHeaders = createMiddleware<HonoEnv>(async (c, next) => {
  await next()
  if (c.res.status === 101) return
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  c.res.headers.set('X-Request-Id', c.var.requestId)
})

const DEFAULTS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}
