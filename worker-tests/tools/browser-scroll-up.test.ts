import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { onLongPage } from '../support/long-page'
import { brokenInputs, previewOf, toolNamed } from '../support/tool-call'

test('it goes up by screens and stops at the top', () =>
  onLongPage(async ({ scroll, screens }) => {
    expect(await scroll('down', 2)).toContain(`Screen 3 of ${screens}.`)
    expect(await scroll('up', 1)).toContain(`Screen 2 of ${screens}.`)
    expect(await scroll('up', 9)).toContain(`Screen 1 of ${screens}.`)
    expect(await scroll('up', 1)).toContain('This is the top of the page.')
    await expect(scroll('up', 0)).rejects.toThrow()
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('browser_scroll_up')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['scroll_amount', 'citation_id', 'url'],
    properties: { scroll_amount: { type: 'integer' }, citation_id: { type: 'integer' }, url: { type: 'string' } },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('browser_scroll_up', input))
})
