import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { beginningOf } from './preview-text'

export const browserState = defineTool({
  name: 'mshtools-browser_state',
  description:
    'List the pages that are open in your browser: citation_id, address, title, and which screen of the page you are at.',
  input: z.strictObject({}),
  effect: 'none',

  async run(_input, { browser }) {
    const rows = browser
      .listPages()
      .map(
        ({ citationId, url, title, screen, screens }) =>
          `${citationId}. ${title}\n   ${url}\n   screen ${screen} of ${screens}`,
      )
    return rows.length === 0 ? 'No page is open. Open one with browser_visit.' : rows.join('\n')
  },

  preview: (_input, result = '') => ({ kind: 'text', title: 'Open pages', ...beginningOf(result) }),
})
