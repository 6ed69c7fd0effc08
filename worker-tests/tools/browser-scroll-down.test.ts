import { expect, test } from 'vitest'
import * as z from 'zod'
import { Crawler } from '../../src/sandbox/browser/crawler'
import { Preview } from '../../src/wire/preview'
import { browsing } from '../support/browsing'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

const URL_OF_PAGE = 'https://page.test/'
const page = `<p>Top${'<p>Line'.repeat(3000)}`
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

test('it goes down by screens and stops at the end', () =>
  browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      const first = (await call('visit', { citation_id: 1, url: URL_OF_PAGE })).text
      const screens = Number(/of (\d+)/.exec(first)?.[1])
      const scroll = (direction: string, scroll_amount: number) =>
        call(`scroll_${direction}`, { scroll_amount, citation_id: 1, url: URL_OF_PAGE })
      expect((await scroll('down', 2)).text).toContain(`Screen 3 of ${screens}.`)
      expect((await scroll('down', 40)).text).toContain(`Screen ${screens} of ${screens}.`)
      // As other browsers count: pixels, of which a screen has about 800.
      expect((await scroll('up', 800)).text).toContain(`Screen ${screens - 1} of ${screens}.`)
      await expect(scroll('down', 0)).rejects.toThrow()
    },
  ))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_scroll_down')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['scroll_amount', 'citation_id', 'url'],
    properties: { scroll_amount: { type: 'integer' }, citation_id: { type: 'integer' }, url: { type: 'string' } },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_scroll_down', input))
})
