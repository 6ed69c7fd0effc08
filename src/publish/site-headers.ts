import { contentPolicy } from './content-policy'

export interface SitePlace {
  slug: string
  /** What follows `/sites/{slug}/`, or the first slash on the site's own host, still encoded; undefined for `/sites/{slug}`. */
  path: string | undefined
  /** Whether the console lives on the same host, so that only the sandbox keeps them apart. */
  sharedHost: boolean
  /** Where the console lives, if not here: only there, and on the site itself, may its pages be framed. */
  consoleOrigins?: readonly string[]
}

/** Every answer under a site's address carries these, whatever its status. */
export function siteHeaders(
  { sharedHost, consoleOrigins = [] }: SitePlace,
  openHosts: readonly string[] = [],
): Record<string, string> {
  const framing = ["frame-ancestors 'self'", ...consoleOrigins].join(' ')
  const policy = [...contentPolicy(openHosts), framing]
  return {
    'Content-Security-Policy': (sharedHost ? [SANDBOX, ...policy] : policy).join('; '),
    'X-Content-Type-Options': 'nosniff',
    // The address is the key to the site: other sites that it links to must not learn it.
    'Referrer-Policy': 'no-referrer',
    // A name that is looked up can carry data too, and no policy stops a page from asking for it.
    'X-DNS-Prefetch-Control': 'off',
    // A sandboxed page has an opaque origin; without these two it could not load its own modules and styles.
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    // Asks each time, so that a removed site is gone at once; an unchanged file costs a 304.
    'Cache-Control': 'no-cache',
  }
}

/** Never with allow-same-origin: what an agent made must not read what the console keeps. */
const SANDBOX = 'sandbox allow-scripts allow-forms allow-popups'
