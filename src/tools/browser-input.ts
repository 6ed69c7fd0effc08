import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { citationId, elementIndex, pageContent, pagePreview, pageUrl } from './page-result'

export const browserInput = defineTool({
  name: 'mshtools-browser_input',
  description:
    'Fill a numbered field of an open page; what stood in it is replaced. For a select give the option, for several the ' +
    'options on lines of their own; for a checkbox "on" or "off". A newline at the end of a field of one line sends its ' +
    'form, as Enter would; otherwise click its button when all is filled in.',
  input: z.strictObject({
    content: z.string().describe('The text, the option, or "on" or "off".'),
    element_index: elementIndex,
    citation_id: citationId,
    url: pageUrl,
  }),
  effect: 'none',
  run: ({ content, element_index, citation_id, url }, { browser }) =>
    browser.input({ citationId: citation_id, url }, element_index, content),
  content: pageContent,
  preview: pagePreview,
})
