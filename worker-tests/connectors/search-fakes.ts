/** Search services as their documentation tells them: each checks what it is asked as the real one does. */

export const KEY = 'sk-search-canary-0123456789'

export interface SearchFakes {
  requests: Request[]
  answer(request: Request): Promise<Response>
  /** The next request to any of them is answered by this instead. */
  next(...answers: (Response | (() => Promise<Response>))[]): void
}

/** Brave and Tavily at their own addresses, SearXNG at searx.test. */
export function searchFakes(): SearchFakes {
  const requests: Request[] = []
  const queue: (Response | (() => Promise<Response>))[] = []
  return {
    requests,
    next: (...answers) => void queue.push(...answers),
    async answer(request) {
      requests.push(request.clone())
      const instead = queue.shift()
      if (instead) return typeof instead === 'function' ? instead() : instead
      const { hostname } = new URL(request.url)
      if (hostname === 'api.search.brave.com') return brave(request)
      if (hostname === 'api.tavily.com') return tavily(request)
      if (hostname === 'searx.test') return searxng(request)
      throw new Error(`A test asked for ${request.url}.`)
    },
  }
}

/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses, and …/image-search/responses */
function brave(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url)
  const q = searchParams.get('q') ?? ''
  if (request.headers.get('x-subscription-token') !== KEY) {
    return braveError(422, 'SUBSCRIPTION_TOKEN_INVALID', 'The provided subscription token is invalid.')
  }
  const most = pathname.endsWith('/images/search') ? 200 : 20
  if (request.method !== 'GET' || q === '' || q.length > 400 || Number(searchParams.get('count')) > most) {
    return braveError(422, 'VALIDATION', 'Unable to validate request parameter(s)')
  }
  const query = { original: q, spellcheck_off: false, show_strict_warning: false, more_results_available: true }
  if (pathname === '/res/v1/web/search') {
    // Where nothing is found there is no `web`.
    if (q === 'nothing')
      return Response.json({ query, mixed: { type: 'mixed', main: [], top: [], side: [] }, type: 'search' })
    return Response.json({
      query,
      mixed: { type: 'mixed', main: [{ type: 'web', index: 0, all: false }], top: [], side: [] },
      type: 'search',
      web: {
        type: 'search',
        results: [
          {
            title: `Tea &amp; ${q}`,
            url: 'https://tea.test/green',
            is_source_local: false,
            is_source_both: false,
            description: 'How <strong>green tea</strong> is made, it&#x27;s simple.',
            page_age: '2026-03-01T08:30:00',
            profile: {
              name: 'Tea',
              url: 'https://tea.test/green',
              long_name: 'tea.test',
              img: 'https://imgs.search.brave.com/x',
            },
            language: 'en',
            family_friendly: true,
            type: 'search_result',
            subtype: 'generic',
            is_live: false,
            meta_url: {
              scheme: 'https',
              netloc: 'tea.test',
              hostname: 'tea.test',
              favicon: 'https://imgs.search.brave.com/f',
              path: '› green',
            },
            thumbnail: { src: 'https://imgs.search.brave.com/t', original: 'https://tea.test/t.jpg', logo: false },
            age: 'March 1, 2026',
          },
          {
            title: 'Undated',
            url: 'https://old.test/',
            description: 'No date.',
            type: 'search_result',
            language: 'en',
            family_friendly: true,
          },
          { title: 'A trap', url: 'javascript:alert(1)', description: 'x', type: 'search_result' },
        ],
        family_friendly: true,
      },
    })
  }
  if (pathname === '/res/v1/images/search') {
    return Response.json({
      type: 'images',
      query: { original: q, spellcheck_off: false, show_strict_warning: false },
      results: [1, 2, 3].map((n) => ({
        type: 'image_result',
        title: `${q} ${n}`,
        url: `https://pots.test/page-${n}`,
        source: 'pots.test',
        page_fetched: '2026-09-11T07:26:20Z',
        thumbnail: { src: `https://imgs.search.brave.com/${n}`, width: 500, height: 333 },
        properties: {
          url: `https://pots.test/${n}.jpg`,
          placeholder: 'https://imgs.search.brave.com/p',
          width: 1200,
          height: 800,
        },
        meta_url: {
          scheme: 'https',
          netloc: 'pots.test',
          hostname: 'pots.test',
          favicon: 'https://imgs.search.brave.com/f',
          path: '› page',
        },
        confidence: 'medium',
      })),
      extra: { might_be_offensive: false },
    })
  }
  return braveError(404, 'NOT_FOUND', 'Not found')
}

/** Every error of Brave's has this body. */
export function braveError(
  status: number,
  code: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const error = { id: '0b3ad9cc', status, detail, meta: { component: 'authentication' }, code }
  return Response.json({ type: 'ErrorResponse', error, time: 1_795_390_000 }, { status, headers })
}

/** https://docs.tavily.com/documentation/api-reference/endpoint/search */
async function tavily(request: Request): Promise<Response> {
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/search')
    return tavilyError(405, 'Method Not Allowed')
  if (request.headers.get('authorization') !== `Bearer ${KEY}`) {
    return tavilyError(401, 'Unauthorized: missing or invalid API key.')
  }
  const asked = await request.json<{ query: string; max_results?: number; include_images?: boolean }>()
  if (asked.query.length > 400 || (asked.max_results ?? 5) > 20) return tavilyError(400, 'Query is too long.')
  const found = asked.query === 'nothing' ? [] : [tavilyResult(asked.query)]
  const images = [
    { url: 'https://pots.test/1.jpg', description: 'A blue pot.' },
    { url: 'https://pots.test/2.jpg', description: null },
    'https://pots.test/3.jpg',
  ]
  return Response.json({
    query: asked.query,
    follow_up_questions: null,
    answer: null,
    images: asked.include_images ? images : [],
    results: found,
    response_time: 1.09,
    request_id: '123e4567-e89b-12d3-a456-426614174111',
  })
}

function tavilyResult(query: string) {
  return {
    title: `Tea & ${query}`,
    url: 'https://tea.test/green',
    content: 'How green tea is made,\n it is simple.',
    score: 0.99,
    raw_content: null,
    published_date: 'Sun, 01 Mar 2026 08:30:00 GMT',
  }
}

export function tavilyError(status: number, error: string, headers: Record<string, string> = {}): Response {
  return Response.json({ detail: { error } }, { status, headers })
}

/** https://docs.searxng.org/dev/search_api.html; a server whose settings.yml lists json. */
function searxng(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname !== '/search' || searchParams.get('format') !== 'json') return new Response('Forbidden', { status: 403 })
  const query = searchParams.get('q') ?? ''
  const results = searchParams.get('categories') === 'images' ? searxngImages(query) : searxngPages(query)
  return Response.json({
    query,
    number_of_results: 0,
    results: query === 'nothing' ? [] : results,
    answers: [],
    corrections: [],
    infoboxes: [],
    suggestions: [],
    unresponsive_engines: [],
  })
}

function searxngPages(query: string) {
  const page = {
    url: 'https://tea.test/green',
    title: `Tea & ${query}`,
    content: 'How green tea is made.',
    publishedDate: '2026-03-01T00:00:00',
    thumbnail: '',
    engine: 'duckduckgo',
    template: 'default.html',
    parsed_url: ['https', 'tea.test', '/green', '', '', ''],
    img_src: '',
    priority: '',
    engines: ['duckduckgo', 'brave'],
    positions: [1, 1],
    score: 4,
    category: 'general',
  }
  return [
    page,
    ...Array.from({ length: 14 }, (_, at) => ({ ...page, url: `https://more.test/${at}`, publishedDate: null })),
  ]
}

function searxngImages(query: string) {
  return [1, 2, 3].map((n) => ({
    url: `https://pots.test/page-${n}`,
    title: `${query} ${n}`,
    content: '',
    img_src: n === 2 ? '//pots.test/2.jpg' : `https://pots.test/${n}.jpg`,
    thumbnail_src: n === 3 ? 'data:image/gif;base64,R0lGOD' : `https://thumbs.test/${n}.jpg`,
    resolution: n === 1 ? '1200 x 800' : '1200×800',
    img_format: 'jpeg',
    source: 'pots.test',
    engine: 'bing images',
    template: 'images.html',
    parsed_url: ['https', 'pots.test', `/page-${n}`, '', '', ''],
    engines: ['bing images'],
    positions: [n],
    score: 1,
    category: 'images',
  }))
}
