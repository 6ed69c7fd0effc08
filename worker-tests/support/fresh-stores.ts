import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, vi } from 'vitest'

// What the Worker loads when it is first needed is loaded by the test runner here, and whoever waits for the same file goes
// on in the object that asked first, which workerd forbids. In the built Worker it lies in the same file as everything else.
const LOADED_LATE = [
  () => import('../../src/sandbox/shell/run-shell'),
  () => import('../../src/tools/documents/docx'),
  () => import('../../src/tools/documents/pptx'),
  () => import('../../src/tools/documents/xlsx'),
]

// Files share a workerd, one after the other, but nothing that one of them stored or put in the place of something.
beforeAll(async () => {
  for (const load of LOADED_LATE) await load()
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

afterAll(() => {
  vi.restoreAllMocks()
})
