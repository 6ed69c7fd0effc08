import type { Cookie } from './cookie'
import { cookieFrom } from './set-cookie'

/** RFC 6265, 6.1, asks for 50 a host; the whole jar is one row. */
const PER_HOST = 50
const IN_ALL = 150
const MAX_CHARS = 64_000

export interface Outgoing {
  url: URL
  method: string
  /** The page whose link or form it is; undefined: somebody typed the address. */
  from: URL | undefined
}

/** The cookies of one conversation (RFC 6265 and its successor's SameSite). */
export class CookieJar {
  #cookies: Cookie[]
  #isChanged = false

  constructor(
    cookies: readonly Cookie[],
    private readonly now: () => number,
  ) {
    this.#cookies = [...cookies]
  }

  get isChanged(): boolean {
    return this.#isChanged
  }

  all(): Cookie[] {
    return [...this.#cookies]
  }

  /** The Cookie header of a request; undefined where there is nothing to send. */
  headerFor(outgoing: Outgoing): string | undefined {
    const found = this.#cookies.filter((cookie) => this.#goesWith(cookie, outgoing))
    // Longer paths first, then older ones: RFC 6265, 5.4.
    found.sort((a, b) => b.path.length - a.path.length || a.createdAt - b.createdAt)
    return found.length === 0
      ? undefined
      : found.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ')
  }

  /** What an answer from this address asks to keep; what it may not ask for is left out. */
  keep(headers: readonly string[], url: URL): void {
    for (const header of headers) {
      const cookie = cookieFrom(header, url, this.now())
      if (cookie) this.#put(cookie, url)
    }
  }

  /** All of them by others, as far as there is room. */
  replace(cookies: readonly Cookie[]): void {
    this.#isChanged = true
    this.#cookies = [...cookies]
    for (const { host } of cookies) this.#makeRoom(host)
  }

  #put(cookie: Cookie, url: URL): void {
    const known = this.#cookies.find((each) => isSame(each, cookie))
    // What came over https is not replaced over http.
    if (known?.secure && url.protocol !== 'https:') return
    this.#isChanged = true
    this.#cookies = this.#cookies.filter((each) => each !== known && !this.#isOver(each))
    if (!this.#isOver(cookie)) this.#cookies.push({ ...cookie, createdAt: known?.createdAt ?? cookie.createdAt })
    this.#makeRoom(cookie.host)
  }

  /** The oldest go first, those of the host that asks before others. */
  #makeRoom(host: string): void {
    const oldestOf = (some: Cookie[]) => some.toSorted((a, b) => a.createdAt - b.createdAt)[0]
    const drop = (cookie: Cookie | undefined) => {
      this.#cookies = this.#cookies.filter((each) => each !== cookie)
    }
    const ofHost = () => this.#cookies.filter((each) => each.host === host)
    while (ofHost().length > PER_HOST) drop(oldestOf(ofHost()))
    while (this.#cookies.length > IN_ALL || JSON.stringify(this.#cookies).length > MAX_CHARS)
      drop(oldestOf(this.#cookies))
  }

  #goesWith(cookie: Cookie, { url, method, from }: Outgoing): boolean {
    if (this.#isOver(cookie)) return false
    if (cookie.secure && url.protocol !== 'https:') return false
    const isForHost = url.hostname === cookie.host || (!cookie.hostOnly && url.hostname.endsWith(`.${cookie.host}`))
    if (!isForHost || !pathMatches(url.pathname, cookie.path)) return false
    if (from === undefined || isSameSite(from, url)) return true
    // Another site's page sends us there: a form of its may not use what we signed in to.
    return cookie.sameSite === 'none' || (cookie.sameSite === 'lax' && method === 'GET')
  }

  #isOver({ expiresAt }: Cookie): boolean {
    return expiresAt !== null && expiresAt <= this.now()
  }
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.host === b.host && a.path === b.path && a.hostOnly === b.hostOnly
}

/** RFC 6265, 5.1.4. */
function pathMatches(path: string, cookiePath: string): boolean {
  return (
    path === cookiePath ||
    (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'))
  )
}

/** Without a list of public suffixes only one host, and the hosts below it, are surely one site. */
function isSameSite(a: URL, b: URL): boolean {
  if (a.protocol !== b.protocol) return false
  return a.hostname === b.hostname || a.hostname.endsWith(`.${b.hostname}`) || b.hostname.endsWith(`.${a.hostname}`)
}
