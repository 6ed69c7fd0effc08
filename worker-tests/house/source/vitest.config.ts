import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Rules about the source text itself: they read files, so they run in Node. */
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: { name: 'house', environment: 'node', include: ['worker-tests/house/source/**/*.test.ts'] },
})
