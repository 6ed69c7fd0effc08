/** An endpoint that speaks the shapes of Yahoo Finance, as https://github.com/gadicc/yahoo-finance2 describes them. */
export async function financeFake(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/yahoo/v7/finance/quote') {
    const known = (searchParams.get('symbols') ?? '').split(',').filter((symbol) => symbol !== 'NOPE')
    return Response.json({ quoteResponse: { result: known.map(quote), error: null } })
  }
  const symbol = decodeURIComponent(pathname.replace('/yahoo/v8/finance/chart/', ''))
  if (symbol === 'NOPE') {
    const error = { code: 'Not Found', description: 'No data found, symbol may be delisted' }
    return Response.json({ chart: { result: null, error } }, { status: 404 })
  }
  const days = searchParams.get('range') === '1y' ? 250 : 2
  return Response.json({ chart: { result: [chart(symbol, days)], error: null } })
}

function quote(symbol: string) {
  return {
    language: 'en-US',
    quoteType: 'EQUITY',
    currency: 'USD',
    shortName: symbol === 'CON' ? 'Con, "Inc." </data>' : `${symbol} Inc.`,
    regularMarketPrice: 187.15,
    regularMarketChangePercent: -0.42,
    regularMarketPreviousClose: 187.94,
    regularMarketVolume: 48_116_400,
    regularMarketTime: 1_763_758_800,
    symbol,
  }
}

function chart(symbol: string, days: number) {
  const each = (figure: (at: number) => number | null) => Array.from({ length: days }, (_, at) => figure(at))
  return {
    meta: {
      currency: 'USD',
      symbol,
      exchangeName: 'NMS',
      regularMarketPrice: 187.15,
      dataGranularity: '1d',
      range: '1mo',
    },
    timestamp: each((at) => 1_763_562_600 + at * 86_400),
    indicators: {
      quote: [
        {
          open: each((at) => 180 + at),
          high: each((at) => 182 + at),
          low: each((at) => 179 + at),
          // A day without trade is null.
          close: each((at) => (at === 1 ? null : 181 + at)),
          volume: each((at) => 1000 * at),
        },
      ],
      adjclose: [{ adjclose: each((at) => 180.5 + at) }],
    },
  }
}
