import { expect, test } from 'vitest'
import * as z from 'zod'
import { Crawler } from '../../src/sandbox/browser/crawler'
import { Preview } from '../../src/wire/preview'
import { browsing } from '../support/browsing'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

const URL_OF_PAGE = 'https://page.test/'
const page = '<title>Tea</title>'
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

test('it lists what is open', () =>
  browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      expect((await call('state')).text).toBe('No page is open. Open one with browser_visit.')
      await call('visit', { citation_id: 2, url: URL_OF_PAGE })
      const { text, preview } = await call('state')
      expect(text).toBe(`2. Tea\n   ${URL_OF_PAGE}\n   screen 1 of 1`)
      expect(preview).toEqual({ kind: 'text', title: 'Open pages', text })
    },
  ))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_state')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    properties: {},
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_state', input))
})
