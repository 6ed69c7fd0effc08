import { isPublicAddress } from './addresses'
import { refused } from './failure'

export interface Destination {
  /** With the host in its one canonical form, and without a fragment. */
  url: URL
  /** A name, or an address that has been found public. */
  host: string
  needsLookup: boolean
}

/** Names that lead inside wherever they are resolved (RFC 6761, 6762, 8375, ICANN's list of names never handed out). */
const INSIDE = [
  'localhost',
  'localdomain',
  'localdomain6',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  // Metadata services that have a public name.
  'metadata.goog',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.cloud.ibm.com',
]

const NAME_MAX_CHARS = 253
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
const SHOWN_CHARS = 200

/**
 * Where a URL leads, as far as can be told without a lookup. The WHATWG parser brings every form of a host (full-width,
 * octal, hexadecimal, short, IDNA) to one. `own` are the hosts of this deployment. Throws egress_refused.
 */
export function destinationOf(text: string, own: readonly string[]): Destination {
  const url = URL.parse(text)
  if (!url) throw refused(`"${text.slice(0, SHOWN_CHARS)}"`, 'it is no web address')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(`A ${url.protocol} address`, 'only http and https lead outside from here')
  }
  const what = `The request to ${url.host.slice(0, SHOWN_CHARS)}`
  if (url.username !== '' || url.password !== '') {
    throw refused(what, 'its address carries a user or a password')
  }
  if (!['', '80', '443'].includes(url.port)) throw refused(what, 'only the ports 80 and 443 are open')
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(host)
  if (isAddress && !isPublicAddress(host)) throw refused(what, 'the address is not on the public internet')
  if (!isAddress) {
    const problem = problemOfName(host, own)
    if (problem) throw refused(what, problem)
  }
  if (!url.hostname.startsWith('[')) url.hostname = host
  url.hash = ''
  return { url, host, needsLookup: !isAddress }
}

/** Why a canonical name may not be asked for; undefined where it may. */
export function problemOfName(name: string, own: readonly string[]): string | undefined {
  const labels = name.split('.')
  if (name.length > NAME_MAX_CHARS || !labels.every((label) => LABEL.test(label))) return 'that is no host name'
  if (labels.length === 1) return 'a name without a dot belongs to a private network'
  if (INSIDE.some((inside) => isAtOrBelow(name, inside))) return 'the name belongs to a private network'
  if (own.some((host) => isAtOrBelow(name, host))) return 'this is OKCVM itself'
  return undefined
}

function isAtOrBelow(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`)
}
