import * as z from 'zod'
import type { Cookie } from '../cookie'

const ChromeCookie = z.object({
  name: z.string(),
  value: z.string(),
  /** With a dot in front where hosts below it get the cookie too. */
  domain: z.string(),
  path: z.string(),
  /** Epoch seconds; -1: for the session. */
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
})
type ChromeCookie = z.infer<typeof ChromeCookie>

/** The answer of Network.getCookies and Storage.getCookies. */
export const chromeCookies = z.object({ cookies: z.array(ChromeCookie) })

/** Cookies of a Chrome as we keep them. */
export function cookiesOf(cookies: readonly ChromeCookie[], now: number): Cookie[] {
  return cookies.map(({ name, value, domain, path, expires, httpOnly, secure, sameSite }) => ({
    name,
    value,
    host: domain.replace(/^\./, ''),
    hostOnly: !domain.startsWith('.'),
    path,
    secure,
    httpOnly,
    sameSite: sameSite === 'Strict' ? 'strict' : sameSite === 'None' ? 'none' : 'lax',
    expiresAt: expires < 0 ? null : expires * 1000,
    createdAt: now,
  }))
}
