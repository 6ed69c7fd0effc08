import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { removeSite } from '../../src/publish/remove'
import { serveSite } from '../../src/publish/serve'
import { published } from './published'

const HELLO = '<!doctype html><h1>Hello</h1>'
const DIGITS = '0123456789'
let slug = ''

beforeAll(async () => {
  slug = await published({
    'index.html': HELLO,
    'digits.txt': DIGITS,
    'empty.txt': '',
    'menu/index.html': 'menu',
    'menu/brötchen 100%.html': 'rolls',
    'app.js': 'export {}',
  })
})

/** A visit on the shared host; `path` is what a browser sends after `/sites/{slug}/`. */
function visit(path: string | undefined, init: RequestInit = {}): Promise<Response> {
  const request = new Request(`http://127.0.0.1/sites/${slug}${path === undefined ? '' : `/${path}`}`, init)
  return serveSite(request, env.BLOBS, { slug, path, sharedHost: true })
}

function visitWith(headers: Record<string, string>, path = 'digits.txt', method = 'GET') {
  return visit(path, { headers, method })
}

describe('files', () => {
  test('the first page answers for the root', async () => {
    const response = await visit('')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe(HELLO)
  })

  test.each([
    ['app.js', 'export {}'],
    ['menu/', 'menu'],
    ['menu/br%C3%B6tchen%20100%25.html', 'rolls'],
    ['menu/bro%CC%88tchen%20100%25.html', 'rolls'],
    ['empty.txt', ''],
  ])('%s is found', async (path, content) => {
    const response = await visit(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(content)
  })

  test('a folder without its slash is sent to the slash, the query kept', async () => {
    const request = new Request(`http://127.0.0.1/sites/${slug}/menu?day=1`)
    const response = await serveSite(request, env.BLOBS, { slug, path: 'menu', sharedHost: true })
    expect(response.status).toBe(308)
    expect(response.headers.get('location')).toBe(`/sites/${slug}/menu/?day=1`)
  })

  test('the bare slug is sent to its slash', async () => {
    const response = await visit(undefined)
    expect(response.status).toBe(308)
    expect(response.headers.get('location')).toBe(`/sites/${slug}/`)
  })

  test.each(['nothing.html', 'menu//', '/index.html', 'index.html/', 'constructor', '__proto__', 'digits.txt/x'])(
    '%s is a 404',
    async (path) => {
      const response = await visit(path)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await response.text()).toContain('Nothing here')
    },
  )

  test.each(['%', '%zz', '%ff', 'a%00b', 'menu%5Cindex.html', 'menu%2Findex.html', '%2e%2e%2fx', '..', 'a/../b', '.'])(
    '%s is a 400 without a trace',
    async (path) => {
      // The URL itself stays plain: its parser would tidy away some of these.
      const request = new Request('http://127.0.0.1/')
      const response = await serveSite(request, env.BLOBS, { slug, path, sharedHost: true })
      expect(response.status).toBe(400)
      expect(await response.text()).not.toMatch(/Error|at \w+ \(/)
    },
  )

  test('a slug of somebody who guesses is a 404', async () => {
    for (const guess of ['', 'x', 'a'.repeat(32), '../index', `${slug}.json`]) {
      const request = new Request('http://127.0.0.1/')
      const response = await serveSite(request, env.BLOBS, { slug: guess, path: '', sharedHost: true })
      expect(response.status).toBe(404)
    }
  })

  test('an object that the manifest does not name is not served', async () => {
    await env.BLOBS.put(`sites/${slug}/left-over.html`, 'half a deployment')
    expect((await visit('left-over.html')).status).toBe(404)
  })

  test('a removed site is gone at once', async () => {
    const doomed = await published({ 'index.html': 'x' })
    const place = { slug: doomed, path: '', sharedHost: true }
    expect((await serveSite(new Request('http://127.0.0.1/'), env.BLOBS, place)).status).toBe(200)
    await removeSite(env.BLOBS, doomed)
    expect((await serveSite(new Request('http://127.0.0.1/'), env.BLOBS, place)).status).toBe(404)
  })
})

describe('ranges', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s answers that part', async (range, part, contentRange) => {
    const response = await visitWith({ range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(response.headers.get('content-length')).toBe(String(part.length))
    expect(await response.text()).toBe(part)
  })

  test.each(['bytes=0-1,4-5', 'bytes=x', 'lines=1-2', 'bytes=5-1'])('%s answers the whole', async (range) => {
    const response = await visitWith({ range })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(DIGITS)
  })

  test('a range past the end is a 416 that tells the size', async () => {
    const response = await visitWith({ range: 'bytes=10-' })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe('bytes */10')
    expect(response.headers.get('etag')).toBeNull()
  })

  test('a part continues only the version that the reader has', async () => {
    const { headers } = await visit('digits.txt')
    const etag = headers.get('etag') ?? ''
    const modified = headers.get('last-modified') ?? ''
    const range = 'bytes=5-'
    expect((await visitWith({ range, 'if-range': etag })).status).toBe(206)
    expect((await visitWith({ range, 'if-range': modified })).status).toBe(206)
    expect((await visitWith({ range, 'if-range': '"other"' })).status).toBe(200)
    expect((await visitWith({ range, 'if-range': 'Thu, 01 Jan 1970 00:00:00 GMT' })).status).toBe(200)
  })
})

describe('freshness', () => {
  test('an unchanged file costs a 304 without a body', async () => {
    const etag = (await visit('digits.txt')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await visitWith({ 'if-none-match': known })
      expect(response.status).toBe(304)
      expect(response.headers.get('etag')).toBe(etag)
      expect(await response.text()).toBe('')
    }
    expect((await visitWith({ 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('without a tag the date decides', async () => {
    const modified = (await visit('digits.txt')).headers.get('last-modified') ?? ''
    expect((await visitWith({ 'if-modified-since': modified })).status).toBe(304)
    expect((await visitWith({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).status).toBe(200)
    expect((await visitWith({ 'if-modified-since': 'yesterday' })).status).toBe(200)
    expect((await visitWith({ 'if-modified-since': modified, 'if-none-match': '"other"' })).status).toBe(200)
  })
})

describe('methods', () => {
  test('HEAD answers as GET does, without the body and without ranges', async () => {
    const response = await visitWith({ range: 'bytes=0-1' }, 'digits.txt', 'HEAD')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('10')
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect(await response.text()).toBe('')
    const missing = await visit('nothing', { method: 'HEAD' })
    expect(missing.status).toBe(404)
    expect(await missing.text()).toBe('')
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is a 405 that names what works', async (method) => {
    const response = await visit('', { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })

  test('a sandboxed page may fetch its own files with headers of its own', async () => {
    const headers = { origin: 'null', 'access-control-request-headers': 'x-requested-with' }
    const response = await visit('data.json', { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toBe('*')
  })
})

describe('headers', () => {
  const answers: [number, string | undefined, RequestInit][] = [
    [200, '', {}],
    [200, '', { method: 'HEAD' }],
    [206, 'digits.txt', { headers: { range: 'bytes=0-1' } }],
    [304, 'digits.txt', { headers: { 'if-none-match': '*' } }],
    [308, undefined, {}],
    [308, 'menu', {}],
    [400, '%', {}],
    [403, 'app.js', { headers: { 'service-worker': 'script' } }],
    [404, 'nothing', {}],
    [405, '', { method: 'POST' }],
    [416, 'digits.txt', { headers: { range: 'bytes=99-' } }],
  ]

  test.each(answers)('a %i of %j keeps the site apart from the console', async (status, path, init) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', 'okc_client_id=me')
    const response = await visit(path, { ...init, headers, redirect: 'manual' })
    expect(response.status).toBe(status)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toMatch(/^sandbox allow-scripts allow-forms allow-popups; default-src 'self' data: blob:; /)
    expect(policy).toMatch(/; frame-ancestors 'self'$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('service-worker-allowed')).toBeNull()
  })

  test('on a host of its own a site needs no sandbox, and the console alone frames it where it is known', async () => {
    const alone = { slug, path: '', sharedHost: false }
    const visitAlone = (consoleOrigins: string[]) =>
      serveSite(new Request('https://site.example/'), env.BLOBS, { ...alone, consoleOrigins })
    const policy = (await visitAlone([])).headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'self' data: blob:; .*; frame-ancestors 'self'$/)
    const known = await visitAlone(['https://console.example'])
    expect(known.headers.get('content-security-policy')).toMatch(/; frame-ancestors 'self' https:\/\/console\.example$/)
  })
})
