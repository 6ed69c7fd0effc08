import { afterEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { asking } from '../connectors/asking'
import { financeFake } from '../connectors/finance-fake'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../support/workspace'

afterEach(() => vi.restoreAllMocks())

const URL_OF_FAKE = 'https://figures.test/yahoo'

function figures() {
  const asked = asking(undefined, {}, URL_OF_FAKE)
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit)
    asked.world.requests.push(request)
    return financeFake(request)
  })
  return asked
}

const call = (
  place: WorkspaceTest,
  connectors: ReturnType<typeof figures>['connectors'],
  api_name: string,
  params: object,
) => callTool('get_data_source', { data_source_name: 'yahoo_finance', api_name, params }, place, { connectors })

test('a chart is a table of the source’s own figures, and what it does not tell is empty', () =>
  inWorkspace(async (place) => {
    const { connectors, world, received } = figures()
    const { content, preview } = await call(place, connectors, 'chart', { symbol: '^GSPC', range: '5d' })
    expect(content).toBe(
      [
        '^GSPC (NMS, in USD), 2 rows.',
        '<data>',
        'time,open,high,low,close,adjclose,volume',
        '2025-11-19T14:30:00Z,180,182,179,181,180.5,0',
        '2025-11-20T14:30:00Z,181,183,180,,181.5,1000',
        '</data>',
      ].join('\n'),
    )
    expect(Preview.parse(preview)).toMatchObject({
      kind: 'table',
      title: 'yahoo_finance chart-^GSPC-5d-1d',
      table: { columns: ['time', 'open', 'high', 'low', 'close', 'adjclose', 'volume'], totalRows: 2, data: null },
    })
    expect(world.requests.map(({ url }) => url)).toEqual([
      `${URL_OF_FAKE}/v8/finance/chart/%5EGSPC?range=5d&interval=1d`,
    ])
    expect(received()).toBe(1)
  }))

test('a long table goes to a file, whole', () =>
  inWorkspace(async (place) => {
    const { connectors } = figures()
    const { content, preview } = await call(place, connectors, 'chart', { symbol: 'EURUSD=X', range: '1y' })
    const path = 'data/yahoo_finance/chart-EURUSD_X-1y-1d.csv'
    expect(content).toContain(`/mnt/okcomputer/${path}`)
    expect(String(content).split('\n')).toHaveLength(15)
    expect(Preview.parse(preview)).toMatchObject({
      kind: 'table',
      path,
      table: { totalRows: 250, data: { name: 'chart-EURUSD_X-1y-1d.csv', type: 'text/csv; charset=utf-8' } },
    })
    const csv = await new Response(await place.workspace.open(path)?.stream()).text()
    expect(csv.trim().split('\n')).toHaveLength(251)
  }))

test('quotes are a row each, and words of the source cannot break out', () =>
  inWorkspace(async (place) => {
    const { connectors } = figures()
    const { content } = await call(place, connectors, 'quote', { symbols: ['AAPL', 'CON', 'NOPE'] })
    const [about, , head, ...rows] = String(content).split('\n')
    expect(about).toBe('The latest figures, 2 symbols.')
    expect(head).toBe('symbol,name,currency,price,changePercent,previousClose,volume,marketCap,time')
    expect(rows).toEqual([
      'AAPL,AAPL Inc.,USD,187.15,-0.42,187.94,48116400,,2025-11-21T21:00:00Z',
      'CON,"Con, ""Inc."" (end of data)",USD,187.15,-0.42,187.94,48116400,,2025-11-21T21:00:00Z',
      '</data>',
    ])
  }))

test('the same is asked again only after some minutes', () =>
  inWorkspace(async (place) => {
    const { connectors, world } = figures()
    for (let times = 0; times < 2; times++) await call(place, connectors, 'quote', { symbols: ['AAPL'] })
    expect(world.requests).toHaveLength(1)
  }))

test.each([
  ['chart', { symbol: 'NOPE' }, 'knows nothing by that name'],
  ['chart', {}, 'params.symbol'],
  ['chart', { symbol: '../quote' }, 'write a symbol like AAPL'],
  ['chart', { symbol: 'AAPL', range: 'forever' }, 'params.range'],
  ['chart', { symbol: 'AAPL', surprise: 1 }, 'surprise'],
  ['quote', { symbols: [] }, 'params.symbols'],
  ['balance', {}, 'has no API "balance". Use chart or quote'],
])('what cannot be asked is told: %s %j', (api, params, sentence) =>
  inWorkspace(async (place) => {
    await expect(call(place, figures().connectors, api, params)).rejects.toThrow(sentence)
  }),
)

test.each([
  [() => new Response('no', { status: 503 }), 'answered 503: it is out of order'],
  [() => new Response('no', { status: 404 }), 'answered 404, which it does not do when all is well'],
  [() => new Response('no', { status: 429, headers: { 'retry-after': '30' } }), 'ask again in 30 s'],
  [
    () => Response.json({ chart: { result: [{ meta: { symbol: 'A' } }], error: null } }),
    'something else than was expected',
  ],
])('a source that answers badly is told in a sentence', (answer, sentence) =>
  inWorkspace(async (place) => {
    const { connectors, received } = figures()
    vi.mocked(globalThis.fetch).mockImplementation(async () => answer())
    await expect(call(place, connectors, 'chart', { symbol: 'A' })).rejects.toThrow(sentence)
    expect(received()).toBe(0)
  }),
)

test('without an endpoint it says what is not configured', () =>
  inWorkspace(async (place) => {
    const { connectors, world } = asking(undefined)
    for (const params of [{ symbol: 'AAPL' }, {}]) {
      await expect(call(place, connectors, 'chart', params)).rejects.toThrow(
        /yahoo_finance is not configured: the operator sets OKCVM_YAHOO_FINANCE_BASE_URL/,
      )
    }
    expect(world.requests).toEqual([])
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('get_data_source')
  expect(effect).toBe('workspace')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['data_source_name', 'api_name'],
    properties: {
      data_source_name: { type: 'string', enum: ['yahoo_finance'] },
      api_name: { type: 'string' },
      params: { type: 'object' },
    },
    additionalProperties: false,
  })
})

test('arguments that have not come whole have a preview', () => {
  for (const input of brokenInputs) Preview.parse(previewOf('get_data_source', input))
})
