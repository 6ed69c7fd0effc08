import { afterEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { asking } from '../connectors/asking'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

afterEach(() => vi.restoreAllMocks())

const yahoo = { data_source_name: 'yahoo_finance' }

test('it tells every API with its parameters, and asks nobody', () =>
  inWorkspace(async (place) => {
    const { connectors, world } = asking(undefined, {}, 'https://figures.test/yahoo')
    const { content, preview } = await callTool('get_data_source_desc', yahoo, place, { connectors })
    for (const words of ['"chart"', 'params.symbol', 'params.range', 'params.interval', '"quote"', 'params.symbols']) {
      expect(content).toContain(words)
    }
    expect(Preview.parse(preview)).toMatchObject({ kind: 'text', title: 'yahoo_finance', text: content })
    expect(world.requests).toEqual([])
  }))

test('without an endpoint it says what is not configured', () =>
  inWorkspace(async (place) => {
    const { connectors } = asking(undefined)
    await expect(callTool('get_data_source_desc', yahoo, place, { connectors })).rejects.toThrow(
      'the operator sets OKCVM_YAHOO_FINANCE_BASE_URL',
    )
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('get_data_source_desc')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['data_source_name'],
    properties: { data_source_name: { type: 'string', enum: ['yahoo_finance'] } },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('get_data_source_desc', input))
})
