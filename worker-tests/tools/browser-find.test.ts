import { expect, test } from 'vitest'
import * as z from 'zod'
import { Crawler } from '../../src/sandbox/browser/crawler'
import { Preview } from '../../src/wire/preview'
import { browsing } from '../support/browsing'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

const URL_OF_PAGE = 'https://page.test/'
const page = '<p>Green tea.<p>Black TEA.'
const html = { headers: { 'content-type': 'text/html' } }
const sites = { 'page.test': { answer: () => new Response(page, html) } }

test('places are listed with their words, after those that are skipped', () =>
  browsing(
    (place) => new Crawler(place),
    sites,
    async ({ call }) => {
      await call('visit', { citation_id: 1, url: URL_OF_PAGE })
      const find = (keyword: string, more: object = {}) =>
        call('find', { keyword, citation_id: 1, url: URL_OF_PAGE, ...more })
      expect((await find('tea')).text).toContain('1. screen 1: Green tea.\n2. screen 1: Black TEA.')
      expect((await find('tea', { skip: 1 })).text).not.toContain('Green')
      await expect(find(' ')).rejects.toThrow(/keyword is empty/)
      await expect(find('tea', { skip: -1 })).rejects.toThrow(/skip is/)
    },
  ))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_find')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['keyword', 'citation_id', 'url'],
    properties: {
      keyword: { type: 'string' },
      citation_id: { type: 'integer' },
      url: { type: 'string' },
      skip: { type: 'integer', default: 0 },
    },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_find', input))
})
