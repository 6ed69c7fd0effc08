const TITLE_MAX_CHARS = 200

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

/** The text of a page's `<title>`, at most 200 characters; the fallback where there is none. */
export function siteTitle(html: string, fallback: string): string {
  const visible = html.replace(/<!--[\s\S]*?-->|<(script|style|svg)\b[\s\S]*?<\/\1\s*>/gi, '')
  const [, markup = ''] = /<title(?:\s[^>]*)?>([\s\S]*?)<\/title\s*>/i.exec(visible) ?? []
  const title = decodeCharacters(markup).replace(/\s+/g, ' ').trim()
  return firstChars(title || fallback)
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
