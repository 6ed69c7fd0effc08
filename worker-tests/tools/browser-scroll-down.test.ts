import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { onLongPage } from '../support/long-page'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

test('it goes down by screens and stops at the end', () =>
  onLongPage(async ({ scroll, screens }) => {
    expect(await scroll('down', 2)).toContain(`Screen 3 of ${screens}.`)
    expect(await scroll('down', 40)).toContain(`Screen ${screens} of ${screens}.`)
    // As other browsers count: pixels, of which a screen has about 800.
    expect(await scroll('up', 800)).toContain(`Screen ${screens - 1} of ${screens}.`)
    await expect(scroll('down', 0)).rejects.toThrow()
  }))

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
