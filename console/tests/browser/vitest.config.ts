import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Whole journeys: Chromium against the built Worker and console, with the demo model. */
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: {
    name: 'browser',
    environment: 'node',
    include: ['console/tests/browser/**/*.test.ts'],
    // Two cores and one browser: journeys share neither well.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // As long as a locator waits.
    expect: { poll: { timeout: 15_000 } },
  },
})
