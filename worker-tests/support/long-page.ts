import { Crawler } from '../../src/sandbox/browser/crawler'
import { browsing } from './browsing'

const URL_OF_PAGE = 'https://page.test/'
const page = `<p>Top${'<p>Line'.repeat(3000)}`
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

/** Opens a page of many screens. `scroll` answers what the model reads. */
export function onLongPage(
  walk: (place: {
    scroll: (direction: 'up' | 'down', amount: number) => Promise<string>
    screens: number
  }) => Promise<void>,
): Promise<void> {
  return browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      const { text } = await call('visit', { citation_id: 1, url: URL_OF_PAGE })
      const scroll = async (direction: 'up' | 'down', scroll_amount: number) =>
        (await call(`scroll_${direction}`, { scroll_amount, citation_id: 1, url: URL_OF_PAGE })).text
      await walk({ scroll, screens: Number(/of (\d+)/.exec(text)?.[1]) })
    },
  )
}
