import type { Destination } from './destination'
import type { Outgoing } from './outgoing'

const STATUSES = [301, 302, 303, 307, 308]

/** What goes along to another origin. Any other header may be a credential, whatever it is called. */
const HARMLESS = ['accept', 'accept-language', 'content-language', 'content-type', 'range', 'user-agent']

/** Where an answer sends us on, not checked yet; undefined where it is the last one. */
export function locationOf(response: Response, from: URL): string | undefined {
  const location = response.headers.get('location')
  if (!STATUSES.includes(response.status) || location === null) return undefined
  return URL.parse(location, from)?.href ?? location
}

/** The request that a redirect asks for (fetch.spec.whatwg.org, HTTP-redirect fetch), without our credentials elsewhere. */
export function redirected(from: Outgoing, to: Destination, status: number): Outgoing {
  const becomesGet = status === 303 ? !['GET', 'HEAD'].includes(from.method) : status < 303 && from.method === 'POST'
  const kept = [...from.headers].filter(
    ([name]) =>
      (to.url.origin === from.url.origin || HARMLESS.includes(name)) && !(becomesGet && name.startsWith('content-')),
  )
  return {
    ...to,
    method: becomesGet ? 'GET' : from.method,
    headers: new Headers(kept),
    body: becomesGet ? null : from.body,
  }
}
