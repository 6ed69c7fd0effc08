import * as z from 'zod'
import type { PageView } from '../agent/browser'
import type { ToolContent } from '../agent/tool'
import type { Preview } from '../wire/preview'
import { beginningOf, textOf } from './preview-text'

export const citationId = z.int().describe('The number under which the page is open, and under which you cite it.')
export const pageUrl = z.string().describe('The address that the page shows now, as the last result told it.')
export const elementIndex = z.int().describe('The number in brackets that the page shows before the element.')
export const scrollAmount = z.int().min(1).describe('How many screens, 1 to 49.')

/** A page must not be able to end its own part of the result. */
const PAGE_END = /<\s*\/\s*page\s*>/gi

/** For the model: what the browser says, then the page's own words, set apart. */
export function pageContent(view: PageView): ToolContent {
  const { citationId, title, url, screen, screens, text, notes, images } = view
  const head = [`Citation ${citationId}: ${title}`, url, ...notes]
  if (screens > 1) head.push(`Screen ${screen} of ${screens}.`)
  const page = text === '' ? [] : ['<page>', text.replaceAll(PAGE_END, '(end of page)'), '</page>']
  const shown = [...head, ...page].join('\n')
  return images.length === 0 ? shown : { text: shown, images }
}

interface PageInput {
  url?: unknown
}

/** For people: the page as far as it was seen. */
export function pagePreview({ url }: PageInput, view: PageView | undefined): Preview {
  if (!view) return { kind: 'page', title: textOf(url), url: textOf(url), text: '', screenshot: null }
  const text = [...view.notes, view.text].filter((part) => part !== '').join('\n\n')
  const { title, url: shownUrl, screenshot, attachment } = view
  const kept = attachment ? { attachment } : {}
  return { kind: 'page', title, url: shownUrl, ...beginningOf(text), screenshot, ...kept }
}
