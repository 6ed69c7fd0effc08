import { expect, test } from 'vitest'
import * as z from 'zod'
import { Crawler } from '../../src/sandbox/browser/crawler'
import { Preview } from '../../src/wire/preview'
import { browsing } from '../support/browsing'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

const URL_OF_PAGE = 'https://page.test/'
const page =
  '<form><input name=q aria-label=Query><select name=s aria-label=Sort><option>New<option>Old</select></form>'
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

test('a field keeps what was written, and a select wants one of its options', () =>
  browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      await call('visit', { citation_id: 1, url: URL_OF_PAGE })
      const input = (element_index: number, content: string) =>
        call('input', { content, element_index, citation_id: 1, url: URL_OF_PAGE })
      expect((await input(1, 'tea')).text).toContain('[1 field: Query = "tea"]')
      expect((await input(2, 'old')).text).toContain('[1 field: Query = "tea"][2 select: Sort = "Old"')
      await expect(input(2, 'Blue')).rejects.toThrow('has no option "Blue". It has "New", "Old".')
      await expect(input(1, 'x'.repeat(20_001))).rejects.toThrow(/at most 20000 characters/)
    },
  ))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_input')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['content', 'element_index', 'citation_id', 'url'],
    properties: {
      content: { type: 'string' },
      element_index: { type: 'integer' },
      citation_id: { type: 'integer' },
      url: { type: 'string' },
    },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_input', input))
})
