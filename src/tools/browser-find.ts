import * as z from 'zod'
import { defineTool, ToolError } from '../agent/tool'
import { citationId, pageContent, pagePreview, pageUrl } from './page-result'

export const browserFind = defineTool({
  name: 'mshtools-browser_find',
  description:
    'Find a text on the whole of an open page, on all its screens, without regard to case. You get where it stands with ' +
    'the words around it, at most 10 places, and the page moves to the first of them.',
  input: z.strictObject({
    keyword: z.string().describe('The text, as it stands on the page.'),
    citation_id: citationId,
    url: pageUrl,
    skip: z.int().default(0).describe('How many places to leave out, to see those after them.'),
  }),
  effect: 'none',

  async run({ keyword, citation_id, url, skip }, { browser }) {
    if (keyword.trim() === '') throw new ToolError('keyword is empty. Give the text to look for.')
    if (skip < 0) throw new ToolError('skip is how many places to leave out: give 0 or more.')
    return browser.find({ citationId: citation_id, url }, { keyword: keyword.trim(), skip })
  },

  content: pageContent,
  preview: pagePreview,
})
