import { afterEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { asking } from '../connectors/asking'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

afterEach(() => vi.restoreAllMocks())

const size = { width: 1200, height: 800 }

test.each([
  ['brave', { page: 'https://pots.test/page-1', thumbnail: 'https://imgs.search.brave.com/1', ...size }],
  ['tavily', { page: null, thumbnail: null, width: null, height: null }],
  ['searxng', { page: 'https://pots.test/page-1', thumbnail: 'https://thumbs.test/1.jpg', ...size }],
] as const)('%s tells of a picture what it knows', async (service, known) => {
  const [found] = await asking(service).connectors.searchImages(['pot'], 10)
  expect(found?.items.map(({ url }) => url)).toEqual([1, 2, 3].map((n) => `https://pots.test/${n}.jpg`))
  expect(found?.items[0]).toMatchObject(known)
  expect(found?.items.every(({ thumbnail }) => thumbnail === null || thumbnail.startsWith('https://'))).toBe(true)
})

test('the model reads address, size and page; people get what a picture needs', () =>
  inWorkspace(async (place) => {
    const { connectors } = asking('brave')
    const { content, preview } = await callTool('image_search', { queries: ['pot'], total_count: 1 }, place, {
      connectors,
    })
    expect(content).toBe(
      [
        'Search for "pot" (Brave Search):',
        '<results>',
        '1. pot 1',
        '   https://pots.test/1.jpg',
        '   1200 x 800',
        '   on https://pots.test/page-1',
        '</results>',
      ].join('\n'),
    )
    const shown = Preview.parse(preview)
    expect(shown.kind === 'search' && shown.searches).toMatchObject([
      { query: 'pot', results: [], images: [{ host: 'pots.test', title: 'pot 1', ...size }] },
    ])
  }))

test.each([
  [1, [1, 0]],
  [3, [2, 1]],
  [10, [3, 3]],
])('%d pictures in all are shared over the queries', async (total_count, counts) =>
  inWorkspace(async (place) => {
    const { connectors } = asking('searxng')
    const { preview } = await callTool('image_search', { queries: ['a', 'b'], total_count }, place, { connectors })
    expect(preview.kind === 'search' && preview.searches.map(({ images }) => images.length)).toEqual(counts)
  }),
)

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('image_search')
  expect(effect).toBe('none')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['queries'],
    properties: {
      queries: { type: 'array', items: { type: 'string' } },
      total_count: { type: 'integer', default: 10 },
    },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('image_search', input))
})
