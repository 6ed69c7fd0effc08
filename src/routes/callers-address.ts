import { readConfig } from '../env'
import type { RouteContext } from './context'

/**
 * Where a request came from, as Cloudflare's edge says, or the operator's own proxy in the header that they named: both
 * overwrite what a client claims, or add to its end. Of an IPv6 address the network's half: a household has 2^64 of them.
 */
export function callersAddress(c: RouteContext): string {
  const told = c.req.header(readConfig(c.env).signIn.addressHeader)
  const address = told?.split(',').at(-1)?.trim() || 'local'
  return inFourParts(address) ?? (address.includes(':') ? `${networkOf(address)}::/64` : address)
}

/** An IPv4 address, also where a proxy writes its port behind it or, listening for IPv6 too, `::ffff:` before it. */
function inFourParts(address: string): string | undefined {
  return /^(?:\[?::ffff:)?((?:\d{1,3}\.){3}\d{1,3})\]?(?::\d+)?$/i.exec(address)?.[1]
}

function networkOf(address: string): string {
  const [head = '', tail] = address
    .toLowerCase()
    .replace(/^\[|\](?::\d+)?$/g, '')
    .split('::')
  const groups = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...after]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
