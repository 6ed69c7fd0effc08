const TITLE_MAX_CHARS = 200

/** A title stands at the top, and a page may weigh a hundred megabytes. */
const TOP_BYTES = 256 * 1024

const CHARACTERS = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['copy', '©'],
  ['reg', '®'],
  ['trade', '™'],
  ['middot', '·'],
  ['bull', '•'],
  ['hellip', '…'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['laquo', '«'],
  ['raquo', '»'],
])

/** Like `siteTitle`, of a page of whatever size: no more is read than its top. */
export async function titleIn(page: ReadableStream<Uint8Array>, fallback: string): Promise<string> {
  const decoder = new TextDecoder()
  let [top, sizeBytes] = ['', 0]
  for await (const piece of page) {
    top += decoder.decode(piece, { stream: true })
    sizeBytes += piece.length
    if (sizeBytes >= TOP_BYTES) break
  }
  return siteTitle(top, fallback)
}

/** The text of a page's `<title>`, at most 200 characters; the fallback where there is none. */
export function siteTitle(html: string, fallback: string): string {
  const title = decodeCharacters(titleMarkup(html)).replace(/\s+/g, ' ').trim()
  return firstChars(title || fallback)
}

/** Passes over comments, scripts, styles and drawings, which may speak of titles. Reads the page once, however odd it is. */
function titleMarkup(html: string): string {
  // Of A to Z alone: other letters change their length, and places in the two texts must agree.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const opening = /<!--|<(script|style|svg|title)(?:\s[^<>]*)?>/g
  for (let match = opening.exec(lower); match; match = opening.exec(lower)) {
    const [, name] = match
    const end = lower.indexOf(name ? `</${name}` : '-->', opening.lastIndex)
    if (end === -1) return ''
    if (name === 'title') return html.slice(opening.lastIndex, end)
    opening.lastIndex = end
  }
  return ''
}

function decodeCharacters(markup: string): string {
  return markup.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (reference, decimal, hex, name) => {
    if (name) return CHARACTERS.get(name) ?? reference
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return isCharacter(code) ? String.fromCodePoint(code) : '\uFFFD'
  })
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
}

/** By code points, so that no emoji is cut in half. */
function firstChars(text: string): string {
  return text.length <= TITLE_MAX_CHARS
    ? text
    : [...text.slice(0, 2 * TITLE_MAX_CHARS)].slice(0, TITLE_MAX_CHARS).join('')
}
