import { LIBRARY_HOSTS } from './well-known-hosts'

/** A name of DNS in lower case, or what would end a directive and begin another. */
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/

export function isHostName(text: string): boolean {
  return HOST_NAME.test(text)
}

/**
 * What a site's pages may load and reach (CSP level 3): themselves, scripts, styles and fonts of well-known libraries, and
 * the hosts that the person opened. Nothing here stops a page from leading its visitor to another address.
 */
export function contentPolicy(openHosts: readonly string[]): string[] {
  const open = openHosts.filter(isHostName).map((host) => `https://${host}`)
  const sockets = openHosts.filter(isHostName).map((host) => `wss://${host}`)
  const libraries = LIBRARY_HOSTS.map((host) => `https://${host}`)
  const own = "'self' data: blob:"
  return [
    directive('default-src', own, open),
    directive('script-src', `${own} 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'`, libraries, open),
    directive('style-src', `${own} 'unsafe-inline'`, libraries, open),
    directive('font-src', own, libraries, open),
    directive('connect-src', own, open, sockets),
    directive('form-action', "'self'", open),
    directive('base-uri', "'self'"),
  ]
}

function directive(name: string, own: string, ...hosts: (readonly string[])[]): string {
  return [name, own, ...new Set(hosts.flat())].join(' ')
}
