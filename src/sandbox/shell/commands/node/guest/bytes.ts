import type { Kit } from './kit'

/** Bytes and text: Buffer, and what a browser calls TextEncoder, btoa and atob. */
export function bytes(kit: Kit): void {
  const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const latin1Of = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  const utf8 = (text: string) => bytesOf(unescape(encodeURIComponent(text)))
  const textOf = (bytes: Uint8Array) => {
    try {
      return decodeURIComponent(escape(latin1Of(bytes)))
    } catch {
      return latin1Of(bytes)
    }
  }
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const btoa = (text: string) => {
    let out = ''
    for (let at = 0; at < text.length; at += 3) {
      const [a = 0, b = Number.NaN, c = Number.NaN] = [
        text.charCodeAt(at),
        text.charCodeAt(at + 1),
        text.charCodeAt(at + 2),
      ]
      out +=
        `${LETTERS[a >> 2]}` +
        LETTERS[((a & 3) << 4) | (b >> 4)] +
        (Number.isNaN(b) ? '=' : LETTERS[((b & 15) << 2) | (c >> 6)]) +
        (Number.isNaN(c) ? '=' : LETTERS[c & 63])
    }
    return out
  }
  const atob = (text: string) => {
    let [out, bits, count] = ['', 0, 0]
    for (const letter of text.replace(/-/g, '+').replace(/_/g, '/')) {
      const value = LETTERS.indexOf(letter)
      if (value < 0) continue
      bits = ((bits << 6) | value) & 0xffffff
      count += 6
      if (count >= 8) {
        count -= 8
        out += String.fromCharCode((bits >> count) & 255)
      }
    }
    return out
  }
  class Buffer extends Uint8Array {
    static override from(source: unknown, encoding?: unknown): Buffer {
      const bytes =
        typeof source === 'string'
          ? encoded(source, String(encoding ?? 'utf8'))
          : new Uint8Array(source as ArrayLike<number>)
      const buffer = new Buffer(bytes.length)
      buffer.set(bytes)
      return buffer
    }
    static alloc(size: number, fill = 0): Buffer {
      return new Buffer(size).fill(fill) as Buffer
    }
    static isBuffer(value: unknown): boolean {
      return value instanceof Buffer
    }
    static byteLength(text: string): number {
      return utf8(text).length
    }
    static concat(list: Uint8Array[]): Buffer {
      return Buffer.from(list.flatMap((each) => [...each]))
    }
    override toString(encoding = 'utf8', start = 0, end = this.length): string {
      const part = this.subarray(start, end)
      if (encoding === 'hex') return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('')
      if (encoding === 'base64') return btoa(latin1Of(part))
      return encoding === 'latin1' || encoding === 'binary' ? latin1Of(part) : textOf(part)
    }
    equals(other: Uint8Array): boolean {
      return this.length === other.length && this.every((byte, at) => byte === other[at])
    }
  }
  function encoded(text: string, encoding: string): Uint8Array {
    if (encoding === 'base64' || encoding === 'base64url') return bytesOf(atob(text))
    if (encoding === 'hex') return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    return encoding === 'latin1' || encoding === 'binary' ? bytesOf(text) : utf8(text)
  }

  // A bundler may have given it a short name.
  Object.defineProperty(Buffer, 'name', { value: 'Buffer' })
  Object.assign(kit, { Buffer, bytesOf, latin1Of, utf8, textOf, btoa, atob })
}
