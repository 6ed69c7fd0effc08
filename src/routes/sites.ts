import { Hono, type MiddlewareHandler } from 'hono'
import { readConfig } from '../env'
import { serveSite } from '../publish/serve'
import { slugOfHost } from '../publish/site-url'
import { readSite } from '../wire/deployments'
import type { HonoEnv, RouteContext } from './context'

/** Published sites below /sites/, in a sandbox because the console lives on this host. */
export const sites = new Hono<HonoEnv>()

sites.get(readSite.path, serveSharedHost)
sites.all('/sites/*', serveSharedHost)

function serveSharedHost(c: RouteContext): Promise<Response> {
  // Not by Hono's parameters: they are decoded, and where that fails, left as they are.
  const [, slug = '', path] = /^\/sites\/([^/]*)(?:\/(.*))?$/.exec(new URL(c.req.url).pathname) ?? []
  return serveSite(c.req.raw, c.env.BLOBS, { slug, path, sharedHost: true })
}

/** Requests to `{slug}.{SITES_HOST}` are a visitor's, whatever their path: nothing of the console answers there. */
export const serveSiteHost: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const { sitesHost, consoleOrigins } = readConfig(c.env)
  const { hostname, pathname } = new URL(c.req.url)
  const slug = sitesHost === undefined ? undefined : slugOfHost(hostname, sitesHost)
  if (slug === undefined) return next()
  return serveSite(c.req.raw, c.env.BLOBS, { slug, path: pathname.slice(1), sharedHost: false, consoleOrigins })
}
