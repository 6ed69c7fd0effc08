import { HtmlReader } from './html-reader'
import { parseHtml } from './html-tree'
import type { Reading } from './reading'
import { survey } from './survey'

const TITLE_CHARS = 200

/** A page that has scripts and less text than this was drawn by them. */
const MIN_CHARS = 200

export interface PageRead {
  reading: Reading
  /** Where the page sends its reader by itself. */
  refresh: { url: string; seconds: number } | undefined
}

/** Reads an HTML page as a person without pictures would: text in lines, with links, buttons and fields numbered. */
export function readHtml(html: string, url: URL): PageRead {
  const root = parseHtml(html)
  const seen = survey(root, url)
  const reader = new HtmlReader(seen)
  const lines = reader.read(root)
  const notes: string[] = []
  if (reader.isCut) notes.push('The page is very long, and what comes after this much of it was left out.')
  if (seen.scripts > 0 && lines.join('').length < MIN_CHARS) {
    notes.push(
      'This page seems to be drawn by JavaScript, which this browser does not run; all it says without is here.',
    )
  }
  const title = seen.title || headingIn(lines) || url.host
  const reading = {
    title,
    lines,
    elements: reader.elements.all,
    forms: seen.forms,
    anchors: { ...reader.anchors },
    notes,
  }
  return { reading, refresh: seen.refresh }
}

function headingIn(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith('# '))?.slice(2, TITLE_CHARS)
}
