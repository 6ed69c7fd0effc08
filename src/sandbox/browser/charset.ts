/** How far into a page its own word about its charset is looked for (html.spec.whatwg.org, 13.2.3.2). */
const SNIFFED_BYTES = 1024

/**
 * The text of an answer: by its byte order mark, else by its header, else by what an HTML page says of itself, else as
 * UTF-8 where it is that, else as windows-1252, as browsers do.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const named = markOf(bytes) ?? charsetIn(contentType) ?? charsetInPage(bytes)
  const decoder = named === undefined ? undefined : decoderFor(named)
  if (decoder) return decoder.decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

function charsetIn(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1]
}

function charsetInPage(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, SNIFFED_BYTES))
  const named = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1]
  // A page that could be read so far is not in UTF-16, whatever it says.
  return named && /^utf-16/i.test(named) ? 'utf-8' : named
}

/** Undefined for a name that nobody knows. */
function decoderFor(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
