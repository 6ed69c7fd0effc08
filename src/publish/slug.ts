const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** 160 bits make 32 characters of base32: a DNS label that nobody guesses. */
const SLUG_BYTES = 20
const SLUG_PATTERN = /^[a-z2-7]{32}$/

/**
 * The name of the site that one tool call publishes: the same for every run of that call, and not to be guessed without
 * the secret.
 */
export async function slugFor(secret: string, invocationId: string): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(`site:${invocationId}`))
  return base32(new Uint8Array(signature, 0, SLUG_BYTES))
}

export function isSlug(text: string): boolean {
  return SLUG_PATTERN.test(text)
}

function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => ALPHABET.charAt(Number.parseInt(five, 2)))
}
