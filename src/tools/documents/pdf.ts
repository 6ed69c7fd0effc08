import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { ToolError } from '../../agent/tool'
import { Markdown } from './markdown'

/** A page takes 5 to 50 ms; a turn must not stand still for minutes. */
const MAX_PAGES = 500

/** The text of a PDF as Markdown, a section for each page. A scan has none, and says so. */
export async function pdfToMarkdown(bytes: Uint8Array): Promise<string> {
  // 500 KB of code that most sessions never need.
  const { getDocumentProxy } = await import('unpdf')
  const pdf = await getDocumentProxy(bytes, { verbosity: 0 }).catch((error: unknown) => {
    throw isPasswordError(error) ? new ToolError('The PDF wants a password. Ask for one without.') : error
  })
  try {
    const text = await textOfPages(pdf)
    if (text === '') throw new ToolError('The PDF has no text: its pages are pictures, which cannot be read here.')
    return text
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function textOfPages(pdf: PDFDocumentProxy): Promise<string> {
  const markdown = new Markdown()
  let empty = true
  for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES); number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
    page.cleanup()
    if (text.trim() === '') continue
    empty = false
    if (!markdown.add(`## Page ${number}\n\n${text}`)) break
  }
  if (empty) return ''
  if (pdf.numPages > MAX_PAGES) markdown.add(`[${pdf.numPages - MAX_PAGES} more pages are not shown.]`)
  return markdown.toString()
}

function isPasswordError(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException'
}
