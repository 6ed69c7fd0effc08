import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import rules from '../../console/public/_headers?raw'
import { app } from '../../src/app'
import type { Env } from '../../src/env'
import { published } from '../publish/published'
import { client } from '../support/client'
import { callOf, initOf, ofApi } from '../support/operations'
import { scriptedModel } from '../support/scripted-model'
import { ORIGIN } from '../support/worker'

const owner = client('headers-owner')
const fill: Record<string, string> = { turn: 't', deployment: 'd', path: 'a.txt', key: 'k', slug: 's' }
let slug: string

beforeAll(async () => {
  scriptedModel()
  const { id } = await owner.newConversation({ 'a.txt': 'x' })
  fill.conversation = id
  slug = await published({ 'index.html': 'home' })
})

const console_ = { fetch: async () => new Response('console', { headers: consoleHeaders() }) }
const ask = (address: string, settings: Partial<Env> = {}, init?: RequestInit) =>
  app.request(address, init, { ...env, ASSETS: console_, ...settings })

test.each(ofApi)('an answer of %s, good or bad, is not sniffed, kept, framed or embedded', async (operation) => {
  const call = callOf(operation, fill)
  const bad = { ...call, path: call.path.replace(/[^/]+$/, 'none'), body: '{' }
  const answers = [
    await owner.fetch(call.path, { ...initOf(call), redirect: 'manual' }),
    await owner.fetch(bad.path, initOf({ ...bad, body: call.method === 'GET' ? undefined : bad.body })),
    await owner.fetch(call.path, initOf(call, { origin: 'https://evil.example' })),
    await ask(ORIGIN + call.path, { OKCVM_MAX_STEPS: 'many' }, initOf(call)),
  ]
  for (const { status, headers, body } of answers) {
    const said = `${status} of ${operation}`
    expect(headers.get('x-content-type-options'), said).toBe('nosniff')
    expect(headers.get('referrer-policy'), said).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy'), said).toBe('same-origin')
    expect(headers.get('cache-control'), said).toMatch(/no-store|private, no-cache/)
    expect(headers.get('content-security-policy'), said).toMatch(/default-src 'none'.*frame-ancestors '(none|self)'/)
    expect(headers.get('access-control-allow-origin'), said).toBeNull()
    expect(headers.get('x-request-id'), said).toMatch(/^[\w-]{36}$/)
    await body?.cancel()
  }
})

test('who comes over https is to come over nothing else from then on', async () => {
  const strictness = async (origin: string) =>
    (await ask(`${origin}/api/sign-in`)).headers.get('strict-transport-security')
  expect(await strictness('https://okcvm.example')).toBe('max-age=31536000')
  expect(await strictness(ORIGIN)).toBeNull()
})

test('the console runs its own scripts and styles alone, and frames nothing but sites', async () => {
  const policyUnder = async (settings: Partial<Env>) =>
    directivesOf((await ask(`${ORIGIN}/c/abc`, settings)).headers.get('content-security-policy'))
  const policy = await policyUnder({ SITES_HOST: '' })
  expect(policy.get('default-src')).toEqual(["'none'"])
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('style-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'self'"])
  expect(policy.get('frame-ancestors')).toEqual(["'none'"])
  expect(policy.get('base-uri')).toEqual(["'none'"])
  expect(policy.get('form-action')).toEqual(["'none'"])
  expect(policy.get('object-src'), 'default-src holds for it').toBeUndefined()
  expect([...policy.values()].flat().filter((source) => /unsafe|\*|^https?:$/.test(source))).toEqual([])
  expect(policy.get('frame-src')).toEqual(["'self'"])
  expect((await policyUnder({ SITES_HOST: 'sites.example' })).get('frame-src')).toEqual(['https://*.sites.example'])
})

test('the console is not framed, not embedded, and tells no other site where it is', async () => {
  const { headers } = await ask(`${ORIGIN}/`)
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('same-origin')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=()')
})

test('a site on a host of its own is framed by itself and by the console that is named', async () => {
  const policyUnder = async (settings: Partial<Env>) =>
    (await ask(`https://${slug}.sites.example/`, { SITES_HOST: 'sites.example', ...settings })).headers.get(
      'content-security-policy',
    )
  expect(await policyUnder({})).toMatch(/frame-ancestors 'self'(;|$)/)
  expect(await policyUnder({ OKCVM_CONSOLE_ORIGIN: 'https://okcvm.example, https://console.pages.dev' })).toMatch(
    /frame-ancestors 'self' https:\/\/okcvm\.example https:\/\/console\.pages\.dev(;|$)/,
  )
})

test.each([
  'okcvm.example',
  'https://okcvm.example/',
  'https://*.example',
  '*',
  "https://a.example; script-src 'none'",
])('a console origin %j that is none is named, and opens nothing', async (OKCVM_CONSOLE_ORIGIN) => {
  const response = await ask(`${ORIGIN}/api/conversations`, { OKCVM_CONSOLE_ORIGIN })
  expect(await response.json()).toMatchObject({ error: { code: 'setup_required' } })
})

/** What Cloudflare puts on every file of the console. */
function consoleHeaders(): Headers {
  const [, all = ''] = /^\/\*\n((?: {2}.*\n)+)/m.exec(rules) ?? []
  const lines = all.trim().split('\n')
  return new Headers(
    lines.map((line): [string, string] => [line.split(':')[0]?.trim() ?? '', line.replace(/^[^:]*:\s*/, '')]),
  )
}

function directivesOf(policy: string | null): Map<string, string[]> {
  const directives = (policy ?? '').split(';').map((each) => each.trim().split(/\s+/))
  return new Map(directives.map(([name = '', ...sources]) => [name, sources]))
}
