import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The two commands' own tests: real processes, real ports, the built Worker. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    name: 'scripts',
    environment: 'node',
    include: ['scripts/tests/**/*.test.ts'],
    // A file's builds and the next one's would write the same folder.
    fileParallelism: false,
    // Only for what hangs: on a slow machine the watching build takes a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
