import { PREVIEW_CHARS } from '../wire/preview'

/** The text of a field of arguments that still stream: it may be missing, or not text at all. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A path as people read it, without the root that only the agent sees. */
export function shownPath(value: unknown): string {
  return textOf(value).replace(/^\/+mnt\/okcomputer(\/+|$)/, '')
}

export function isMarkdown(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path)
}

export interface Excerpt {
  text: string
  cut?: true
}

/** What people see of a text that is whole: its beginning. */
export function beginningOf(text: string): Excerpt {
  return text.length <= PREVIEW_CHARS ? { text } : { text: text.slice(0, PREVIEW_CHARS), cut: true }
}

/** What people see of a text that still grows: its newest lines, and where in the text they start. */
export function endOf(text: string, chars = PREVIEW_CHARS): Excerpt & { firstLine?: number } {
  if (text.length <= chars) return { text }
  const lineStart = text.indexOf('\n', text.length - chars) + 1
  const start = lineStart === 0 ? text.length - chars : lineStart
  return { text: text.slice(start), firstLine: countLines(text.slice(0, start)), cut: true }
}

/** A newline at the end ends the last line, it does not begin another; but text being written stands on that line. */
function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** Lines of a whole text, as editors count them. */
export function linesIn(text: string): number {
  if (text === '') return 0
  return text.endsWith('\n') ? countLines(text) - 1 : countLines(text)
}
