import { type PdfReader, ToolError } from '../../agent/tool'
import { Markdown } from './markdown'

/** The text of a PDF as Markdown, a section for each page. A scan has none, and says so. */
export async function pdfToMarkdown(bytes: Uint8Array, pdf: PdfReader): Promise<string> {
  const { pages, notes } = await pdf.read(bytes)
  if (pages.every(({ text }) => text.trim() === '')) {
    throw new ToolError('The PDF has no text: its pages are pictures, which cannot be read here.')
  }
  const markdown = new Markdown()
  for (const { number, text } of pages) {
    if (text.trim() !== '' && !markdown.add(`## Page ${number}\n\n${text}`)) break
  }
  for (const note of notes) markdown.add(`[${note}]`)
  return markdown.toString()
}
