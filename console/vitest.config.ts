import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vitest/config'

/** The console's tests: state, live connection and parts, in happy-dom. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  test: {
    name: 'console',
    environment: 'happy-dom',
    include: ['console/tests/**/*.test.{ts,tsx}'],
    exclude: ['console/tests/browser/**'],
    testTimeout: 30_000,
  },
})
