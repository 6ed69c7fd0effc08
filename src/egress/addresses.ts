import ipaddr from 'ipaddr.js'
import { specialIPv4, specialIPv6 } from './special-ranges'

const rangesIPv4 = specialIPv4.map((range) => ipaddr.IPv4.parseCIDR(range))
const rangesIPv6 = specialIPv6.map((range) => ipaddr.IPv6.parseCIDR(range))

/** Whether an address, in four decimal parts or as IPv6 without brackets, lies on the public internet. Text is not. */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const address = ipaddr.IPv4.parse(text)
    return !rangesIPv4.some((range) => address.match(range))
  }
  // A zone names a link of this machine.
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false
  const address = ipaddr.IPv6.parse(text)
  return !rangesIPv6.some((range) => address.match(range))
}
