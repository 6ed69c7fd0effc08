import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { app } from '../../src/app'
import { fetchWorker } from '../support/worker'
import { published } from './published'

const SITES_HOST = 'sites.example'

test('a site answers below /sites/ on the shared host', async () => {
  const slug = await published({ 'index.html': 'home', 'a b/index.html': 'inner' })
  expect(await (await fetchWorker(`/sites/${slug}/`)).text()).toBe('home')
  expect(await (await fetchWorker(`/sites/${slug}/a%20b/`)).text()).toBe('inner')
  expect((await fetchWorker(`/sites/${slug}/`, { method: 'HEAD' })).headers.get('content-length')).toBe('4')

  const bare = await fetchWorker(`/sites/${slug}?a=1`, { redirect: 'manual' })
  expect(bare.status).toBe(308)
  expect(bare.headers.get('location')).toBe(`/sites/${slug}/?a=1`)
})

test('a site answers as such whatever goes wrong, with its own headers and no cookie', async () => {
  const slug = await published({ 'index.html': 'home' })
  const answers: [number, string, RequestInit?][] = [
    [404, `/sites/${slug}/nothing`],
    [404, '/sites/unknown/'],
    [404, '/sites/unknown'],
    [400, `/sites/${slug}/%ff`],
    [400, `/sites/${slug}/a%5Cb`],
    [405, `/sites/${slug}/`, { method: 'POST', headers: { origin: 'null' } }],
    [403, `/sites/${slug}/index.html`, { headers: { 'service-worker': 'script' } }],
  ]
  for (const [status, path, init] of answers) {
    const response = await fetchWorker(path, init)
    expect([path, response.status]).toEqual([path, status])
    expect(response.headers.get('content-security-policy')).toContain('sandbox allow-scripts')
    expect(response.headers.get('set-cookie')).toBeNull()
  }
})

/** The whole Worker with a host for sites; the console's files are a word. */
function visit(host: string, path: string): Response | Promise<Response> {
  const assets = { fetch: async () => new Response('console') }
  return app.request(`http://${host}${path}`, {}, { ...env, SITES_HOST, ASSETS: assets })
}

test('the host of a site answers with that site alone, whatever the path', async () => {
  const slug = await published({ 'index.html': 'home', 'api/conversations': 'mine' })
  const home = await visit(`${slug}.${SITES_HOST}`, '/')
  expect(await home.text()).toBe('home')
  expect(home.headers.get('content-security-policy')).not.toContain('sandbox')
  expect(await (await visit(`${slug}.${SITES_HOST}`, '/api/conversations')).text()).toBe('mine')
  expect((await visit(`${slug}.${SITES_HOST}`, '/c/abc')).status).toBe(404)
  expect((await visit(`${slug}.${SITES_HOST}`, '/sites/x/')).status).toBe(404)
  expect((await visit(`${'a'.repeat(32)}.${SITES_HOST}`, '/')).status).toBe(404)
})

test('every other host answers with the console, and with the API in its place', async () => {
  for (const host of [SITES_HOST, `console.${SITES_HOST}`, '127.0.0.1:8787']) {
    expect(await (await visit(host, '/')).text()).toBe('console')
    expect(await (await visit(host, '/c/abc')).text()).toBe('console')
    expect(await (await visit(host, '/health')).json()).toMatchObject({ status: 'ok' })
  }
  expect(await (await visit('127.0.0.1:8787', '/api/nothing')).json()).toMatchObject({ error: { code: 'not_found' } })
})
