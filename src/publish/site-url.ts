import { isSlug } from './slug'

/** `/sites/{slug}/` on a shared host, for the reader to resolve; `https://{slug}.{sitesHost}/` where sites have their own. */
export function siteUrl(slug: string, sitesHost: string | undefined): string {
  return sitesHost ? `https://${slug}.${sitesHost}/` : `/sites/${slug}/`
}

/** The slug in `{slug}.{sitesHost}`, port aside; undefined for every other host, so that siblings stay what they are. */
export function slugOfHost(hostname: string, sitesHost: string): string | undefined {
  const [label = '', ...rest] = hostname.toLowerCase().split('.')
  const isSiteHost = rest.join('.') === sitesHost.toLowerCase().replace(/:\d+$/, '')
  return isSiteHost && isSlug(label) ? label : undefined
}
