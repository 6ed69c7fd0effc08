import type { MiddlewareHandler } from 'hono'
import type { HonoEnv } from './context'

/**
 * The console's files and pages. They come by way of the Worker (`run_worker_first`), because on a site's own host the
 * same paths belong to the site.
 */
export const serveConsole: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!isRead || /^\/(?:api|health)(?:\/|$)/.test(c.req.path)) return next()
  return c.env.ASSETS.fetch(c.req.raw)
}
