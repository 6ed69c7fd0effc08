import { pdf } from '../../support/documents'
import { articles, cities, echo, page, survey } from './pages'

export const HOST = 'shop.test'
export const SITE = `https://${HOST}`

const PASSWORD = 'open sesame'
const RESULTS = 25
const PER_PAGE = 10

/** 1 x 1, transparent. */
const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
)

const html = (text: string, init: ResponseInit = {}) =>
  new Response(text, { ...init, headers: { 'content-type': 'text/html; charset=utf-8', ...init.headers } })
const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } })

/** A shop of 20 pages and more: signing in, searching, reading, downloading, and ways that lead astray. */
export async function answerOfShop(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const route = routes[url.pathname]
  if (route) return route(request, url)
  const article = articles[url.pathname]
  return article
    ? html(article)
    : html(page('Not found', '<p>There is no such page.</p>'), { status: 404, statusText: 'Not Found' })
}

const routes: Record<string, (request: Request, url: URL) => Response | Promise<Response>> = {
  '/': () => html(home),
  '/login': (request) =>
    request.method === 'POST'
      ? signIn(request)
      : html(loginForm(''), { headers: { 'set-cookie': 'visitor=1; Path=/' } }),
  '/account': (request) =>
    cookiesOf(request).includes('session=ada')
      ? html(page('Account', '<p>Welcome back, Ada.</p><a href="/logout">Sign out</a>'))
      : redirect('/login'),
  '/logout': () =>
    new Response(null, { status: 302, headers: { location: '/', 'set-cookie': 'session=; Path=/; Max-Age=0' } }),
  '/search': (_, url) => html(results(url)),
  '/cities': () => html(cities),
  '/survey': () => html(survey),
  '/echo': async (request, url) =>
    html(echo(request.method, request.method === 'POST' ? await entriesOf(request) : [...url.searchParams])),
  '/report.csv': () => file('month,sold\nMay,12\n', 'text/csv', 'attachment; filename="sales report.csv"'),
  '/again.csv': () => file('month,sold\nJune,9\n', 'text/csv', 'attachment; filename="sales report.csv"'),
  '/data.bin': () => file(new Uint8Array([0, 1, 2, 3, 255]), 'application/octet-stream'),
  '/sneaky': () =>
    file('x', 'application/octet-stream', "attachment; filename*=UTF-8''..%2F..%2F%E6%8A%A5%E5%91%8A.txt"),
  '/paper.pdf': () => file(pdf(['Water boils at 100 degrees.']), 'application/pdf'),
  '/dot.png': () => file(PNG, 'image/png'),
  '/stock.json': () => Response.json({ apples: 3, pears: [1, 2] }),
  '/latin': () =>
    new Response(new Uint8Array([...'<title>Caf'].map((c) => c.charCodeAt(0)).concat(0xe9)), {
      headers: { 'content-type': 'text/html; charset=iso-8859-1' },
    }),
  '/chinese': () =>
    new Response(new Uint8Array([...ascii('<meta charset=gbk><p>'), 0xc4, 0xe3, 0xba, 0xc3]), {
      headers: { 'content-type': 'text/html' },
    }),
  '/old-address': () => redirect('/cities', 301),
  '/round': () => redirect('/round'),
  '/to-private': () => redirect('http://10.0.0.7/admin'),
  '/to-loopback': () => redirect('http://[::ffff:127.0.0.1]/'),
  '/to-metadata': () => redirect('http://169.254.169.254/latest/meta-data/'),
  '/to-inside-name': () => redirect('http://inside.test/'),
  '/moved': () => html('<meta http-equiv="refresh" content="0; url=/cities"><p>Wait.'),
  '/drawn': () =>
    html(
      '<title>Drawn</title><div id="root"></div><script>document.getElementById("root").textContent = "Drawn by a script."</script>',
    ),
}

async function signIn(request: Request): Promise<Response> {
  const form = new Map(await entriesOf(request))
  if (form.get('token') !== 'tulip' || !cookiesOf(request).includes('visitor=1'))
    return html(page('Forged', ''), { status: 403 })
  if (form.get('password') !== PASSWORD) return html(loginForm('Wrong password.'), { status: 401 })
  return new Response(null, {
    status: 303,
    headers: { location: '/account', 'set-cookie': 'session=ada; Path=/; Secure; HttpOnly' },
  })
}

const home = page(
  'Shop',
  `<nav><ul><li><a href="/login">Sign in</a><li><a href="/search">Search</a><li><a href="cities">Cities</a></ul></nav>
  <main><h1>The shop</h1><p>Everything &amp; more.</p>
  <ol>${Object.keys(articles)
    .map((path) => `<li><a href="${path}">Article ${path.split('/').at(-1)}</a>`)
    .join('')}</ol>
  <a href="mailto:shop@shop.test">Write to us</a> <a href="/report.csv">Report</a></main>`,
)

const loginForm = (problem: string) =>
  page(
    'Sign in',
    `<p>${problem}</p><form method="post" action="/login"><div style="display:none"><input name="token" value="tulip"></div>
    <label for="u">User</label> <input id="u" name="user"> <label>Password <input type="password" name="password"></label>
    <button>Sign in</button></form>`,
  )

function results(url: URL): string {
  const query = url.searchParams.get('q') ?? ''
  const number = Number(url.searchParams.get('page') ?? 1)
  const first = (number - 1) * PER_PAGE
  const hits = Array.from({ length: RESULTS }, (_, at) => `<li>${query} ${at + 1}</li>`).slice(first, first + PER_PAGE)
  const next =
    first + PER_PAGE < RESULTS
      ? `<a href="?${new URLSearchParams({ q: query, page: String(number + 1) })}">Next</a>`
      : ''
  const list = query === '' ? '' : `<p>${RESULTS} results, page ${number}</p><ul>${hits.join('')}</ul>${next}`
  return page(
    'Search',
    `<form action="/search"><input name="q" aria-label="Search for" value="${query}"><input type="submit" value="Go"></form>${list}`,
  )
}

function cookiesOf(request: Request): string[] {
  return (request.headers.get('cookie') ?? '').split('; ')
}

async function entriesOf(request: Request): Promise<[string, string][]> {
  return [...(await request.formData())].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
}

function file(body: BodyInit, type: string, disposition?: string): Response {
  return new Response(body, {
    headers: { 'content-type': type, ...(disposition ? { 'content-disposition': disposition } : {}) },
  })
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0))
}
