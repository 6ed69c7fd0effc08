import { WorkerEntrypoint } from 'cloudflare:workers'
import { getDocumentProxy } from 'unpdf'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'

export interface Limits {
  pagesMax: number
  charsMax: number
  timeoutMs: number
}

/** What was read; `isLate` where the time was over before the limits were. */
export interface PagesRead {
  pages: { number: number; text: string }[]
  unreadable: number[]
  total: number
  isLate: boolean
}

export type ReaderAnswer = PagesRead | { problem: 'locked' | 'damaged' }

/** Reads one PDF, in an isolate that is there for nothing else. */
export class Reader extends WorkerEntrypoint {
  async read(bytes: Uint8Array, limits: Limits): Promise<ReaderAnswer> {
    const until = Date.now() + limits.timeoutMs
    try {
      const pdf = await getDocumentProxy(bytes, { verbosity: 0 })
      return await readPages(pdf, limits, until)
    } catch (error) {
      return { problem: isPasswordError(error) ? 'locked' : 'damaged' }
    }
  }
}

async function readPages(pdf: PDFDocumentProxy, limits: Limits, until: number): Promise<PagesRead> {
  const read: PagesRead = { pages: [], unreadable: [], total: pdf.numPages, isLate: false }
  let chars = 0
  for (let number = 1; number <= Math.min(pdf.numPages, limits.pagesMax) && chars <= limits.charsMax; number++) {
    // A Worker's clock stands still while it computes, and others want their turn.
    await new Promise((resolve) => setTimeout(resolve))
    if (Date.now() > until) return { ...read, isLate: true }
    try {
      const text = await textOf(pdf, number)
      read.pages.push({ number, text })
      chars += text.length
    } catch {
      read.unreadable.push(number)
    }
  }
  return read
}

async function textOf(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const page = await pdf.getPage(number)
  const { items } = await page.getTextContent()
  page.cleanup()
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
}

function isPasswordError(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException'
}
