import * as z from 'zod'
import type { DataSource, DataTable } from '../agent/connectors'
import { ToolError } from '../agent/tool'
import { askService } from './ask-service'
import { addressOf } from './found'
import type { Question } from './question'
import type { FreshAnswers } from './service-memory'
import type { Way } from './way'

interface Parts {
  baseUrl: string
  way: Way
  fresh: FreshAnswers<DataTable>
  now: () => number
  received: () => void
  signal: AbortSignal
}

const ranges = ['1d', '5d', '1mo', '3mo', '6mo', '1y', '2y', '5y', '10y', 'ytd', 'max'] as const
const intervals = ['1m', '2m', '5m', '15m', '30m', '60m', '90m', '1h', '1d', '5d', '1wk', '1mo', '3mo'] as const
const SYMBOLS_MAX = 50

const Ticker = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.^=-]{1,32}$/, 'write a symbol like AAPL, ^GSPC, EURUSD=X or 0700.HK')
const ChartParams = z.strictObject({
  symbol: Ticker,
  range: z.enum(ranges).default('1mo'),
  interval: z.enum(intervals).default('1d'),
})
const QuoteParams = z.strictObject({ symbols: z.array(Ticker).min(1).max(SYMBOLS_MAX) })

const DESCRIPTION = `yahoo_finance: prices of shares, funds, indices, currencies and coins, by Yahoo’s symbols (AAPL, ^GSPC, EURUSD=X, 0700.HK).

api_name "chart": one symbol over time, with the columns time (UTC), open, high, low, close, adjclose, volume.
  params.symbol    required
  params.range     ${ranges.join(', ')}; 1mo unless told
  params.interval  ${intervals.join(', ')}; 1d unless told; the source keeps intervals under a day for few weeks only
api_name "quote": the latest figures of one or more symbols, a row each.
  params.symbols   required: a list of 1 to ${SYMBOLS_MAX}

Figures are as the source tells them; what it does not tell is empty. Name the source and the time where you use them.`

/**
 * An endpoint of the operator's that speaks the shapes of Yahoo Finance, which Yahoo itself does not document: GET
 * /v8/finance/chart/{symbol} and /v7/finance/quote, as https://docs.rs/yahoo_finance_api and
 * https://github.com/gadicc/yahoo-finance2 describe them.
 */
export class YahooFinance implements DataSource {
  readonly description = DESCRIPTION

  constructor(private readonly parts: Parts) {}

  async ask(api: string, params: Record<string, unknown>): Promise<DataTable> {
    const { fresh, received } = this.parts
    const question = questionFor(this.parts.baseUrl, api, params)
    const remedy = 'The operator sets it by OKCVM_YAHOO_FINANCE_BASE_URL'
    const table = await fresh.recall(question.url, () =>
      askService({ service: { name: 'yahoo_finance', refusal }, remedy }, question, this.parts),
    )
    received()
    return table
  }
}

/** A symbol that is not known is a 404 with a body of its own. */
function refusal(status: number, body: unknown): 'unknown' | undefined {
  return status === 404 && Unknown.safeParse(body).success ? 'unknown' : undefined
}

function questionFor(baseUrl: string, api: string, params: Record<string, unknown>): Question<DataTable> {
  const headers = { accept: 'application/json' }
  if (api === 'chart') {
    const { symbol, range, interval } = parse(ChartParams, params)
    const url = addressOf(baseUrl, `/v8/finance/chart/${encodeURIComponent(symbol)}`, { range, interval })
    return { url, headers, read: (body) => chartTable(body, `chart-${symbol}-${range}-${interval}`) }
  }
  if (api === 'quote') {
    const symbols = parse(QuoteParams, params).symbols.join(',')
    return { url: addressOf(baseUrl, '/v7/finance/quote', { symbols }), headers, read: quoteTable }
  }
  throw new ToolError(`yahoo_finance has no API "${api}". Use chart or quote; get_data_source_desc tells their params.`)
}

function parse<S extends z.ZodType>(schema: S, params: Record<string, unknown>): z.output<S> {
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => [['params', ...path].join('.'), message].join(': '))
  throw new ToolError(`${problems.join('; ')}. get_data_source_desc tells what can be asked.`)
}

const Figures = z.array(z.number().nullable())
const Unknown = z.object({ chart: z.object({ result: z.null(), error: z.object({ code: z.string() }) }) })

const Chart = z.object({
  chart: z.object({
    result: z.tuple([
      z.object({
        meta: z.object({ symbol: z.string(), currency: z.string().nullish(), exchangeName: z.string().nullish() }),
        /** Seconds; missing where nothing was traded. */
        timestamp: z.array(z.number()).default([]),
        indicators: z.object({
          quote: z.tuple([
            z.object({
              open: Figures.optional(),
              high: Figures.optional(),
              low: Figures.optional(),
              close: Figures.optional(),
              volume: Figures.optional(),
            }),
          ]),
          adjclose: z.tuple([z.object({ adjclose: Figures.optional() })]).optional(),
        }),
      }),
    ]),
  }),
})

function chartTable(body: unknown, name: string): DataTable {
  const [{ meta, timestamp, indicators }] = Chart.parse(body).chart.result
  const [{ open, high, low, close, volume }] = indicators.quote
  const adjclose = indicators.adjclose?.[0].adjclose
  const rows = timestamp.map((seconds, at) => [
    isoTime(seconds),
    ...[open, high, low, close, adjclose, volume].map((figures) => figures?.[at] ?? null),
  ])
  const where = [meta.exchangeName, meta.currency && `in ${meta.currency}`].filter(Boolean).join(', ')
  const columns = ['time', 'open', 'high', 'low', 'close', 'adjclose', 'volume']
  return { name, about: `${meta.symbol}${where && ` (${where})`}, ${rows.length} rows.`, columns, rows }
}

const Figure = z
  .number()
  .nullish()
  .transform((figure) => figure ?? null)
const Told = z
  .string()
  .nullish()
  .transform((text) => text ?? null)

const Quotes = z.object({
  quoteResponse: z.object({
    result: z.array(
      z.object({
        symbol: z.string(),
        shortName: Told,
        currency: Told,
        regularMarketPrice: Figure,
        regularMarketChangePercent: Figure,
        regularMarketPreviousClose: Figure,
        regularMarketVolume: Figure,
        marketCap: Figure,
        /** Seconds. */
        regularMarketTime: Figure,
      }),
    ),
  }),
})

function quoteTable(body: unknown): DataTable {
  const { result } = Quotes.parse(body).quoteResponse
  const columns = [
    'symbol',
    'name',
    'currency',
    'price',
    'changePercent',
    'previousClose',
    'volume',
    'marketCap',
    'time',
  ]
  const rows = result.map((quote) => [
    quote.symbol,
    quote.shortName,
    quote.currency,
    quote.regularMarketPrice,
    quote.regularMarketChangePercent,
    quote.regularMarketPreviousClose,
    quote.regularMarketVolume,
    quote.marketCap,
    quote.regularMarketTime === null ? null : isoTime(quote.regularMarketTime),
  ])
  const about =
    rows.length === 0 ? 'The source knows none of these symbols.' : `The latest figures, ${rows.length} symbols.`
  return { name: 'quote', about, columns, rows }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
