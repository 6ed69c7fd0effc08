import { decodeText } from './charset'
import { fileNameOf } from './file-name'
import { withoutControls } from './line-writer'
import { type PageRead, readHtml } from './read-html'
import { plainReading } from './reading'

/** Longer pages are cut: their tree, text and numbers are in memory at once. */
const HTML_MAX_CHARS = 3_000_000
const TEXT_MAX_CHARS = 1_500_000
/** JSON on one line is laid out up to this length. */
const JSON_MAX_CHARS = 300_000

/** A NUL this early means bytes that are no text. */
const SNIFFED_BYTES = 1024

const HTML = /^(?:text\/html|application\/xhtml\+xml)$/
const TEXT = /^text\/|[+/](?:json|xml|yaml|javascript|ecmascript|toml|x-ndjson|jsonl|ld\+json|sql|graphql)$/

export type Answer = { kind: 'page'; page: PageRead } | { kind: 'file'; name: string }

/** What an answer is to a reader: a page, text that is shown like one, or a file to keep. */
export function readAnswer(response: Response, bytes: Uint8Array, url: URL): Answer {
  const contentType = response.headers.get('content-type') ?? ''
  const type = typeOf(contentType, bytes)
  const disposition = response.headers.get('content-disposition') ?? ''
  if (/^\s*attachment/i.test(disposition) || type === undefined) {
    return { kind: 'file', name: fileNameOf({ disposition, url, contentType }) }
  }
  const text = decodeText(bytes, contentType)
  if (type === 'html') return { kind: 'page', page: htmlPage(text, url) }
  const lines = linesOf(text, contentType)
  const isCut = text.length > TEXT_MAX_CHARS
  const notes = isCut ? [`The text is long, and only its first ${TEXT_MAX_CHARS} characters are here.`] : []
  return { kind: 'page', page: { reading: plainReading(url.href, lines, notes), refresh: undefined } }
}

function typeOf(contentType: string, bytes: Uint8Array): 'html' | 'text' | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (HTML.test(type)) return 'html'
  if (TEXT.test(type)) return 'text'
  if (type !== '' && type !== 'application/octet-stream') return undefined
  if (bytes.length === 0) return 'text'
  const start = bytes.subarray(0, SNIFFED_BYTES)
  if (start.includes(0) || type !== '') return undefined
  return /^\s*<(?:!doctype html|html|head|body)/i.test(new TextDecoder().decode(start)) ? 'html' : 'text'
}

function htmlPage(text: string, url: URL): PageRead {
  const page = readHtml(text.slice(0, HTML_MAX_CHARS), url)
  if (text.length > HTML_MAX_CHARS)
    page.reading.notes.push(`Only the page's first ${HTML_MAX_CHARS} characters were read.`)
  return page
}

function linesOf(text: string, contentType: string): string[] {
  const cut = text.slice(0, TEXT_MAX_CHARS)
  const laidOut = /json/i.test(contentType) && cut.length <= JSON_MAX_CHARS ? laidOutJson(cut) : cut
  return laidOut.split(/\r\n?|\n/).flatMap((line) => inPieces(withoutControls(line)))
}

function laidOutJson(text: string): string {
  if (text.trimEnd().includes('\n')) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text // not JSON, whatever its type says: shown as it came
  }
}

const PIECE_CHARS = 1000

function inPieces(line: string): string[] {
  if (line.length <= PIECE_CHARS) return [line]
  return Array.from({ length: Math.ceil(line.length / PIECE_CHARS) }, (_, at) =>
    line.slice(at * PIECE_CHARS, (at + 1) * PIECE_CHARS),
  )
}
