import type { OutsideWorld } from '../../agent/tool'
import { ToolError } from '../../agent/tool'
import type { CookieJar } from './cookie-jar'

export interface Journey {
  url: URL
  method: 'GET' | 'POST'
  body: URLSearchParams | FormData | null
  /** The page that leads there; undefined: the address was typed. */
  from?: URL
}

export interface Arrival {
  /** Where the answer came from, with the fragment that was asked for. */
  url: URL
  response: Response
}

const MAX_REDIRECTS = 5
const REDIRECTS = [301, 302, 303, 307, 308]

const USER_AGENT = 'Mozilla/5.0 (compatible; OKCVM)'
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

/**
 * Goes to an address and on along its redirects, each asked for by itself, because a cookie may come with any of them.
 * Errors of the way outside pass as they are.
 */
export async function navigate(
  journey: Journey,
  { egress, jar }: { egress: OutsideWorld; jar: CookieJar },
): Promise<Arrival> {
  let next = journey
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const { url, method, body } = next
    const response = await egress.fetch(url.href, { method, body, headers: headersFor(next, jar), redirect: 'manual' })
    jar.keep(response.headers.getSetCookie(), url)
    const location = response.headers.get('location')
    if (location === null || !REDIRECTS.includes(response.status)) return { url, response }
    await response.body?.cancel()
    next = redirected(next, location, response.status)
  }
  throw new ToolError(`${journey.url.host} redirected more than ${MAX_REDIRECTS} times. Try another address.`)
}

function headersFor({ url, method, from }: Journey, jar: CookieJar): Headers {
  const headers = new Headers({ 'user-agent': USER_AGENT, accept: ACCEPT, 'accept-language': 'en,*;q=0.5' })
  const cookies = jar.headerFor({ url, method, from })
  if (cookies !== undefined) headers.set('cookie', cookies)
  // What one site's addresses say is not told to another.
  if (from?.origin === url.origin) headers.set('referer', withoutFragment(from))
  if (method === 'POST') headers.set('origin', from?.origin ?? 'null')
  return headers
}

/** As browsers do (fetch.spec.whatwg.org, HTTP-redirect fetch). */
function redirected(last: Journey, location: string, status: number): Journey {
  const url = URL.parse(location, last.url)
  if (!url) throw new ToolError(`${last.url.host} redirected to an address that is none. Try another.`)
  if (url.hash === '') url.hash = last.url.hash
  const isGet = status !== 307 && status !== 308
  const from = last.from ?? last.url
  return isGet ? { url, method: 'GET', body: null, from } : { ...last, url, from }
}

export function withoutFragment(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length)
}
