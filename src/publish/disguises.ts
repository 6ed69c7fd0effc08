/**
 * A text as a browser would come to understand it: as it stands, and with the ways undone in which HTML, scripts, styles,
 * URLs and data URIs write characters. What a program computes while it runs stays unseen.
 */
export function readings(text: string): string[] {
  const plain = withoutEntities(text)
  const script = withoutScriptEscapes(plain)
  const seen = [text, plain, script, withoutStyleEscapes(plain), withoutPercent(script), joined(script)]
  const all = [...seen, ...seen.flatMap(hidden)]
  return [...new Set(all)]
}

const NAMED = new Map([
  ['amp', '&'],
  ['colon', ':'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['period', '.'],
  ['quot', '"'],
  ['apos', "'"],
  ['num', '#'],
  ['quest', '?'],
  ['lowbar', '_'],
  ['tab', '\t'],
  ['newline', '\n'],
])

/** A browser also reads references that lack their semicolon. */
function withoutEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED.get(name.toLowerCase()) ?? whole
    return character(hex ? Number.parseInt(hex, 16) : Number(decimal))
  })
}

function withoutScriptEscapes(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}|([0-3]?[0-7]{1,2})|(\r?\n)|([/:.]))/gi,
    (_, x, u, point, octal, line, sign) => {
      if (line) return ''
      if (sign) return sign
      return character(octal ? Number.parseInt(octal, 8) : Number.parseInt(x ?? u ?? point, 16))
    },
  )
}

function withoutStyleEscapes(text: string): string {
  return text.replace(/\\([\da-f]{1,6})[ \t\n]?/gi, (_, hex) => character(Number.parseInt(hex, 16)))
}

function withoutPercent(text: string): string {
  return text.replace(/%([0-7][\da-f])/gi, (_, hex) => character(Number.parseInt(hex, 16)))
}

/** `'htt' + 'ps://'` is one text to whoever runs it. */
function joined(text: string): string {
  return text.replace(/(["'`])\s*\+\s*["'`]/g, '')
}

/** Texts within the text: base64 that begins like an address or stands in a data URI, and addresses as lists of numbers. */
function hidden(text: string): string[] {
  const encoded = text.matchAll(/(?:;base64,|\b(?=aHR0c|Ly9|d3Nz|d3M6))([A-Za-z0-9+/_-]{8,}={0,2})/g)
  const numbers = text.matchAll(/\b104\s*,\s*116\s*,\s*116\s*,\s*112[\d\s,]*/g)
  return [
    ...[...encoded].flatMap(([, base64 = '']) => fromBase64(base64) ?? []),
    ...[...numbers].map(([list]) =>
      list
        .split(',')
        .map((code) => character(Number(code)))
        .join(''),
    ),
  ]
}

function fromBase64(base64: string): string | undefined {
  const standard = base64.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  const whole = standard.slice(0, standard.length - (standard.length % 4 === 1 ? 1 : 0))
  return /^[A-Za-z0-9+/]+$/.test(whole) ? atob(whole) : undefined
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
