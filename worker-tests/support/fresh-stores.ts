import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, vi } from 'vitest'

// Files share a workerd, one after the other, but nothing that one of them stored or put in the place of something.
beforeAll(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

afterAll(() => {
  vi.restoreAllMocks()
})
