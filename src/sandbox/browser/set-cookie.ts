import type { Cookie } from './cookie'

/** RFC 6265, 6.1. */
const MAX_CHARS = 4096
/** The successor of RFC 6265 lets nothing live longer. */
const MAX_AGE_MS = 400 * 24 * 60 * 60_000

/**
 * The cookie of a Set-Cookie header (RFC 6265, 5.2 and 5.3); undefined where it must not be kept. A `Domain` above the
 * host would want the list of public suffixes to be safe: such a cookie is kept for the host that sent it alone.
 */
export function cookieFrom(header: string, url: URL, now: number): Cookie | undefined {
  const [pair = '', ...rest] = header.split(';')
  if (pair.length > MAX_CHARS || hasControls(header)) return undefined
  const at = pair.indexOf('=')
  const name = pair.slice(0, Math.max(0, at)).trim()
  const value = pair.slice(at + 1).trim()
  if (name === '' && value === '') return undefined
  const attributes = attributesOf(rest)
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? ''
  const host = url.hostname
  const isBelow = domain !== '' && host !== domain && host.endsWith(`.${domain}`)
  if (domain !== '' && domain !== host && !isBelow) return undefined
  const secure = attributes.has('secure')
  if (secure && url.protocol !== 'https:') return undefined
  const path = attributes.get('path')
  const cookie: Cookie = {
    name,
    value,
    host,
    hostOnly: domain !== host || isAddress(host),
    path: path?.startsWith('/') ? path : defaultPath(url),
    secure,
    httpOnly: attributes.has('httponly'),
    sameSite: sameSiteOf(attributes, secure),
    expiresAt: expiryOf(attributes, now),
    createdAt: now,
  }
  return keepsItsPrefix(cookie, attributes) ? cookie : undefined
}

function attributesOf(parts: readonly string[]): Map<string, string> {
  return new Map(
    parts.map((part) => {
      const at = part.indexOf('=')
      const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase()
      return [name, at < 0 ? '' : part.slice(at + 1).trim()]
    }),
  )
}

/** What the names `__Secure-` and `__Host-` promise. */
function keepsItsPrefix({ name, secure, path }: Cookie, attributes: ReadonlyMap<string, string>): boolean {
  const lower = name.toLowerCase()
  if (lower.startsWith('__secure-')) return secure
  if (lower.startsWith('__host-')) return secure && path === '/' && !attributes.has('domain')
  return true
}

function sameSiteOf(attributes: ReadonlyMap<string, string>, secure: boolean): Cookie['sameSite'] {
  const said = attributes.get('samesite')?.toLowerCase()
  if (said === 'strict') return 'strict'
  return said === 'none' && secure ? 'none' : 'lax'
}

/** `Max-Age` beats `Expires`; what cannot be read counts as not said. */
function expiryOf(attributes: ReadonlyMap<string, string>, now: number): number | null {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Math.min(Number(maxAge) * 1000, MAX_AGE_MS)
  const expires = Date.parse((attributes.get('expires') ?? '').replaceAll('-', ' '))
  return Number.isNaN(expires) ? null : Math.min(expires, now + MAX_AGE_MS)
}

function defaultPath({ pathname }: URL): string {
  const last = pathname.lastIndexOf('/')
  return last <= 0 ? '/' : pathname.slice(0, last)
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^[\d.]+$/.test(host)
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)
}
