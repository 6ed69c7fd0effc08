import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { citationId, pageContent, pagePreview, pageUrl, scrollAmount } from './page-result'

export const browserScrollUp = defineTool({
  name: 'mshtools-browser_scroll_up',
  description: 'Scroll an open page up by screens. You get the screen that is shown then.',
  input: z.strictObject({ scroll_amount: scrollAmount, citation_id: citationId, url: pageUrl }),
  effect: 'none',
  run: ({ scroll_amount, citation_id, url }, { browser }) =>
    browser.scroll({ citationId: citation_id, url }, -scroll_amount),
  content: pageContent,
  preview: pagePreview,
})
