import * as z from 'zod'

const TITLE_CHARS = 200
const SNIPPET_CHARS = 600
const URL_CHARS = 2000

/** Items of a service's list. One that is no good is left out; a list of which none is good is another shape. */
export function itemsOf<S extends z.ZodType>(schema: S, list: readonly unknown[]): z.output<S>[] {
  const good = list.flatMap((item) => schema.safeParse(item).data ?? [])
  if (good.length === 0 && list.length > 0) throw new Error('No item is of the documented shape.')
  return good
}

/** A text that may be missing. */
export const Words = z
  .string()
  .nullish()
  .transform((text) => text ?? '')

export function titleOf(text: string): string {
  return cut(plainText(text), TITLE_CHARS)
}

export function snippetOf(text: string): string {
  return cut(plainText(text), SNIPPET_CHARS)
}

/** The web address, or null where it is none: a result may say `javascript:` or `data:`. */
export function webAddress(text: string | null | undefined): string | null {
  const url = URL.parse(text?.startsWith('//') ? `https:${text}` : (text ?? ''))
  return url && /^https?:$/.test(url.protocol) && url.href.length <= URL_CHARS ? url.href : null
}

/** `YYYY-MM-DD`, or null where the text is no date: “3 days ago” says less the longer it is kept. */
export function dateOf(text: string | null | undefined): string | null {
  const said = /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0]
  if (said) return said
  const time = text && /\b\d{4}\b/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10)
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Services mark the words that were searched by tags, and write some characters as references. */
function plainText(text: string): string {
  return text
    .slice(0, 10_000)
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
      if (name) return named[name.toLowerCase()] ?? whole
      const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
    })
    .replace(/\s+/g, ' ')
    .trim()
}

function cut(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars).trimEnd()}…` : text
}

/** An address of a service: its base, which may have a path and a query of its own, then what is asked. */
export function addressOf(baseUrl: string, path: string, params: Record<string, string> = {}): string {
  const url = new URL(baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url.href
}
