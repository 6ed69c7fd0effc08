/** The browser sends a `__Host-` cookie to this very host alone, and no other host can set it (RFC 6265bis, 4.1.3.2). */
export const SIGN_IN_COOKIE = '__Host-okc'

export function cookieOf(headers: Headers, name: string): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** A Set-Cookie value. Lax: a link from elsewhere opens the console signed in, a post from elsewhere brings nothing. */
export function hostCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`
}

export function clearedCookie(name: string): string {
  return hostCookie(name, '', 0)
}
