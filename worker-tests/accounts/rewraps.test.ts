import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { providerSettings, saveSetting } from '../../src/accounts/provider-settings'
import { rewrapPage } from '../../src/accounts/rewrap'
import { rootIdOf } from '../../src/accounts/secrets'
import type { Env } from '../../src/env'
import { client } from '../support/client'
import { deployed } from '../support/deployed'
import { refusalOf } from '../support/raw-request'

const [OLD, NEW] = [`old.${'B'.repeat(42)}E`, `new.${'C'.repeat(42)}E`]
const wish = (key: string) => ({ baseUrl: 'http://model.test/v1', model: 'm', streaming: true, key })

/** The same house with these root keys, looked up one after another; the last ones stay. */
function withRootKeys(...looks: (string | (() => Promise<string>))[]): Env {
  const next = async () => {
    const look = looks.length > 1 ? looks.shift() : looks[0]
    return typeof look === 'function' ? look() : (look ?? '')
  }
  const fetch = async () => new Response(await next())
  return { ...env, ROOT_KEYS: { ...env.ASSETS, fetch } }
}

beforeEach(() => env.DB.exec('DELETE FROM provider_settings'))

async function rootIds(): Promise<string[]> {
  const { results } = await env.DB.prepare('SELECT key_envelope AS envelope FROM provider_settings').all<{
    envelope: string
  }>()
  return results.map(({ envelope }) => rootIdOf(envelope))
}

const keyOf = async (house: Env, account: string) => (await providerSettings(house, account, 'chat'))?.openKey()

test('wrap page after page, and every key still opens', async () => {
  const accounts = Array.from({ length: 47 }, (_, at) => `rewrap-${at}`)
  for (const account of accounts) await saveSetting(withRootKeys(OLD), account, 'chat', wish(`sk-${account}`))
  await saveSetting(withRootKeys(OLD), 'rewrap-0', 'image', wish('sk-image'))
  await saveSetting(withRootKeys(OLD), 'rewrap-keyless', 'chat', { ...wish('x'), key: null })

  const house = withRootKeys(`${NEW},${OLD}`)
  const pages = []
  let cursor: string | undefined
  do {
    const page = await rewrapPage(house, cursor)
    pages.push(page.rewrapped)
    expect(page).toMatchObject({ rootKeys: ['new', 'old'], unreadable: 0 })
    cursor = page.cursor ?? undefined
  } while (cursor)

  expect(pages).toEqual([20, 20, 8])
  expect((await rewrapPage(house, undefined)).rewrapped).toBe(0)
  for (const account of accounts) expect(await keyOf(withRootKeys(NEW), account)).toBe(`sk-${account}`)
  await expect(keyOf(withRootKeys(OLD), 'rewrap-0')).rejects.toMatchObject({ code: 'key_unreadable' })
})

test('count what no root key opens, and go on', async () => {
  await saveSetting(withRootKeys(OLD), 'rewrap-ann', 'chat', wish('sk-ann'))
  await saveSetting(withRootKeys(`${NEW},${OLD}`), 'rewrap-ben', 'chat', wish('sk-ben'))
  const third = `third.${'D'.repeat(42)}E`
  const page = await rewrapPage(withRootKeys(`${third},${NEW}`), undefined)
  expect(page).toMatchObject({ rewrapped: 1, unreadable: 1, cursor: null })
  expect((await rootIds()).sort()).toEqual(['old', 'third'])
})

test('a key saved while the root key changes ends up under the new one', async () => {
  await saveSetting(withRootKeys(OLD, NEW), 'rewrap-late', 'chat', wish('sk-late'))
  expect(await rootIds()).toEqual(['new'])
  expect(await keyOf(withRootKeys(NEW), 'rewrap-late')).toBe('sk-late')
})

test('a key opens though the root key changes between the look at the row and the look at the root keys', async () => {
  await saveSetting(withRootKeys(OLD), 'rewrap-open', 'chat', wish('sk-open'))
  const house = withRootKeys(async () => {
    await rewrapPage(withRootKeys(`${NEW},${OLD}`), undefined)
    return NEW
  })
  expect(await keyOf(house, 'rewrap-open')).toBe('sk-open')
})

test('want the scope admin and a cursor of ours', async () => {
  const ann = client('rewrap-admin')
  expect(await ann.post('/api/rewraps')).toEqual({ rootKeys: ['test'], rewrapped: 0, unreadable: 0, cursor: null })
  for (const cursor of ['', 'chat', '.', 'telepathy.ann']) {
    const response = await ann.fetch('/api/rewraps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cursor }),
    })
    expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'invalid_cursor' })
  }
  const { secret } = await ann.post<{ secret: string }>('/api/keys', { name: 'Chat', scopes: ['chat'] })
  const refused = await deployed({ OKCVM_OPEN_ACCESS: 'loopback' }).send(
    'POST',
    'http://127.0.0.1:8787/api/rewraps',
    {},
    { authorization: `Bearer ${secret}` },
  )
  expect(await refusalOf(refused)).toMatchObject({ status: 403, code: 'forbidden_scope' })
})
