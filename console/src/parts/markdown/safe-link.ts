const ALLOWED = new Set(['http:', 'https:', 'mailto:'])

/** The address as the browser would read it, where it may be followed; undefined for `javascript:` and the like. */
export function safeLink(href: string): string | undefined {
  if (!URL.canParse(href, location.origin)) return undefined
  const url = new URL(href, location.origin)
  return ALLOWED.has(url.protocol) ? url.href : undefined
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  middot: '·',
  bull: '•',
  larr: '←',
  rarr: '→',
  times: '×',
  euro: '€',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  deg: '°',
}

/** Character references in text; an unknown one stays as it was written. */
export function decodeReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
  })
}
