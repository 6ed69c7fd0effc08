import { expect, test } from 'vitest'
import * as z from 'zod'
import { Crawler } from '../../src/sandbox/browser/crawler'
import { Preview } from '../../src/wire/preview'
import { browsing } from '../support/browsing'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

const URL_OF_PAGE = 'https://page.test/'
const page = '<label><input type=checkbox name=a>Tea</label><button type=button>Magic</button>'
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

test('a checkbox turns over at each click, and a script button says why it does not work', () =>
  browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      await call('visit', { citation_id: 1, url: URL_OF_PAGE })
      const click = (element_index: number) => call('click', { element_index, citation_id: 1, url: URL_OF_PAGE })
      expect((await click(1)).text).toContain('[1 checkbox, on: Tea]')
      expect((await click(1)).text).toContain('[1 checkbox, off: Tea]')
      await expect(click(2)).rejects.toThrow(/only works with JavaScript/)
    },
  ))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_click')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['element_index', 'citation_id', 'url'],
    properties: { element_index: { type: 'integer' }, citation_id: { type: 'integer' }, url: { type: 'string' } },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_click', input))
})
