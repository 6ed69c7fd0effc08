import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { citationId, pageContent, pagePreview, pageUrl, scrollAmount } from './page-result'

export const browserScrollDown = defineTool({
  name: 'mshtools-browser_scroll_down',
  description: 'Scroll an open page down by screens. You get the screen that is shown then.',
  input: z.strictObject({ scroll_amount: scrollAmount, citation_id: citationId, url: pageUrl }),
  effect: 'none',
  run: ({ scroll_amount, citation_id, url }, { browser }) =>
    browser.scroll({ citationId: citation_id, url }, scroll_amount),
  content: pageContent,
  preview: pagePreview,
})
