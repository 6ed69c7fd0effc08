import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { citationId, elementIndex, pageContent, pagePreview, pageUrl } from './page-result'

export const browserClick = defineTool({
  name: 'mshtools-browser_click',
  description:
    'Click a numbered element of an open page: follow a link, press a button, which sends its form, turn a checkbox over, ' +
    'or choose a radio button. You get the page that is there then.',
  input: z.strictObject({ element_index: elementIndex, citation_id: citationId, url: pageUrl }),
  effect: 'none',
  run: ({ element_index, citation_id, url }, { browser }) =>
    browser.click({ citationId: citation_id, url }, element_index),
  content: pageContent,
  preview: pagePreview,
})
