import { expect, test } from 'vitest'
import { unstable_readConfig as readConfig } from 'wrangler'
import { root } from './source-files.ts'

const config = readConfig({ config: `${root}wrangler.toml` })
const production = readConfig({ config: `${root}wrangler.toml`, env: 'production' })

test('fetch reaches public addresses only, and a request tells when its caller left', () => {
  expect(config.compatibility_flags).toEqual(
    expect.arrayContaining(['global_fetch_strictly_public', 'enable_request_signal']),
  )
})

test('errors keep their code on the way out of a Durable Object', () => {
  // From this date on a thrown error keeps name and code over RPC; onError relies on it.
  expect(config.compatibility_date && config.compatibility_date >= '2026-04-21').toBe(true)
})

test('production differs from the default environment by the AI and browser bindings alone', () => {
  // Wrangler does not inherit bindings: what is added to one environment has to be added to the other.
  for (const key of [
    'assets',
    'durable_objects',
    'r2_buckets',
    'worker_loaders',
    'images',
    'migrations',
    'triggers',
  ] as const) {
    expect(production[key], key).toEqual(config[key])
  }
  // The default database stays on this machine; setup:cloudflare writes the deployed one's id.
  const anyId = (databases: object[]) => databases.map((each) => ({ ...each, database_id: 'any' }))
  expect(anyId(production.d1_databases)).toEqual(anyId(config.d1_databases))
  expect(production.compatibility_flags).toEqual(config.compatibility_flags)
  expect(production.name).toBe(config.name)
  expect(production.ai).toBeDefined()
  expect(production.browser).toBeDefined()
  expect(config.browser, 'A browser binding here makes `wrangler dev` download a Chrome.').toBeUndefined()
  expect(config.ai, 'An AI binding here makes `wrangler dev` ask for a login.').toBeUndefined()
})

test('the Worker sees every request before the assets do', () => {
  // Else a site's own host would answer with the console, in the site's origin.
  expect(config.assets?.run_worker_first).toBe(true)
})
