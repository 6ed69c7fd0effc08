import { createMiddleware } from 'hono/factory'
import type { HonoEnv } from './context'

/** For answers of the API: never sniffed, framed, cached, referred from or embedded elsewhere. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** A browser that was here over https comes no other way for a year (RFC 6797, which wants it over https alone). */
const OVER_HTTPS = 'max-age=31536000'

/** A route that set its own keeps it. */
export const securityHeaders = createMiddleware<HonoEnv>(async (c, next) => {
  await next()
  if (c.res.status === 101) return
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  if (new URL(c.req.url).protocol === 'https:') c.res.headers.set('Strict-Transport-Security', OVER_HTTPS)
  c.res.headers.set('X-Request-Id', c.var.requestId)
})
