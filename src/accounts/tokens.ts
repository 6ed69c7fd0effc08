import { toBase64url } from './base64url'

const KEY_PREFIX = 'okc_'
const CHECKSUM_CHARS = 6

/** 256 random bits in 43 characters of A-Z, a-z, 0-9, _ and -. */
export function newToken(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(32)))
}

/** An API key: a prefix that secret scanners know, 256 random bits, and a checksum that tells a typing error from a guess. */
export async function newKey(): Promise<string> {
  const token = newToken()
  return KEY_PREFIX + token + (await checksumOf(token))
}

/** Whether this was a key of ours once; costs no look into D1. */
export async function isWellFormedKey(key: string): Promise<boolean> {
  const token = /^okc_([A-Za-z0-9_-]{43})[A-Za-z0-9_-]{6}$/.exec(key)?.[1]
  return token !== undefined && key.endsWith(await checksumOf(token))
}

async function checksumOf(token: string): Promise<string> {
  return (await digest(token)).slice(0, CHECKSUM_CHARS)
}

/** SHA-256 in base64url. Enough for tokens of 256 random bits, which nobody can try out; a passphrase needs a slow hash. */
export async function digest(text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
