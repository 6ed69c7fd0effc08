import type { MiddlewareHandler } from 'hono'
import { readConfig } from '../env'
import type { HonoEnv } from './context'

/**
 * The console's files and pages. They come by way of the Worker (`run_worker_first`), because on a site's own host the
 * same paths belong to the site.
 */
export const serveConsole: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!isRead || /^\/(?:api|health)(?:\/|$)/.test(c.req.path)) return next()
  const page = await c.env.ASSETS.fetch(c.req.raw)
  // For an unknown path there is the console's page; under a build file's name it would be kept for a year as one.
  const isMissing = c.req.path.startsWith('/assets/') && page.headers.get('content-type')?.startsWith('text/html')
  return isMissing ? c.notFound() : framing(page, readConfig(c.env).sitesHost)
}

/** The console frames sites and nothing else: its own policy allows those of its own host, and here those of theirs. */
function framing(page: Response, sitesHost: string | undefined): Response {
  const policy = page.headers.get('content-security-policy')
  if (sitesHost === undefined || policy === null) return page
  const answer = new Response(page.body, page)
  answer.headers.set('Content-Security-Policy', policy.replace("frame-src 'self'", `frame-src https://*.${sitesHost}`))
  return answer
}
