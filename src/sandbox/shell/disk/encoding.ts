import type { BufferEncoding, FileContent } from 'just-bash/browser'

type Options = { encoding?: BufferEncoding | null } | BufferEncoding | undefined

/** What the shell hands over to be written: text in UTF-8, or "binary", a string whose characters are bytes. */
export function bytesOf(content: FileContent, options: Options): Uint8Array {
  if (typeof content !== 'string') return content.slice()
  switch (encodingOf(options)) {
    case 'binary':
    case 'latin1':
    case 'ascii':
      return bytesOfLatin1(content)
    case 'base64':
      return bytesOfLatin1(atob(content))
    case 'hex':
      return new Uint8Array((content.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
    default:
      return new TextEncoder().encode(content)
  }
}

export function textOf(bytes: Uint8Array, options: Options): string {
  switch (encodingOf(options)) {
    case 'binary':
    case 'latin1':
    case 'ascii':
      return latin1Of(bytes)
    case 'base64':
      return btoa(latin1Of(bytes))
    case 'hex':
      return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    default:
      return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
  }
}

/** Each byte as the character of that number. */
export function latin1Of(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += PIECE) pieces.push(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
  return pieces.join('')
}

export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** As many arguments as any engine passes to one call. */
const PIECE = 8192

function encodingOf(options: Options): BufferEncoding {
  return (typeof options === 'string' ? options : options?.encoding) ?? 'utf8'
}
