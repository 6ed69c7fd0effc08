import type { Destination } from './destination'
import { failed } from './failure'

/** A body that can be sent again: a stream could not follow a redirect. */
export type OutgoingBody = string | Uint8Array | ArrayBuffer | URLSearchParams | FormData | Blob | null

/** A request whose destination has been checked. */
export interface Outgoing extends Destination {
  method: string
  headers: Headers
  body: OutgoingBody
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Belongs to one connection, or would name another host than the one that was checked. */
const NEVER_SENT =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|proxy-.*|cf-.*)$/

/** The first request of a journey. Throws egress_failed where no such request can be sent. */
export function outgoing(
  destination: Destination,
  { method = 'GET', headers, body = null }: { method?: string; headers?: HeadersInit; body?: OutgoingBody },
): Outgoing {
  const name = method.toUpperCase()
  if (!METHODS.includes(name)) throw failed(`The method ${name} cannot be sent. Use one of ${METHODS.join(', ')}.`)
  if (body !== null && (name === 'GET' || name === 'HEAD')) {
    throw failed(`A ${name} request carries no body. Put what you ask into the address, or use POST.`)
  }
  return { ...destination, method: name, headers: sendable(headers), body }
}

function sendable(headers: HeadersInit | undefined): Headers {
  try {
    return new Headers([...new Headers(headers)].filter(([name]) => !NEVER_SENT.test(name)))
  } catch (cause) {
    throw failed('A header of the request is malformed. Check its name, and leave line breaks out of its value.', cause)
  }
}
