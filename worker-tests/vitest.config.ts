import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { containersWorker } from '../scripts/containers.ts'
import { earlyImports } from '../scripts/early-imports.ts'
import { layIsolateFiles } from '../scripts/isolate-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

// wrangler.toml names the console's build as assets. Of it the Worker itself needs what runs in isolates of its own.
mkdirSync(`${root}console/dist`, { recursive: true })
await layIsolateFiles(`${root}console/dist`)

/** Set by `npm run test:browser-engine`, which makes a Chrome ready for the browser binding. */
const hasChrome = process.env.OKCVM_TEST_CHROME === 'yes'
const needChrome = hasChrome ? [] : ['worker-tests/sandbox/browser/chrome/**']

/** Set by `npm run test:python`: its isolates are large, and a workerd that runs everything else has no room for so many. */
const hasRoom = process.env.OKCVM_TEST_PYTHON === 'yes'
const needRoom = hasRoom ? [] : ['worker-tests/sandbox/python/python.test.ts']

/** Set by `npm run test:container`: Python then runs in processes that play containers. */
const hasContainers = process.env.OKCVM_TEST_CONTAINERS === 'yes'
const needContainers = hasContainers ? [] : ['worker-tests/sandbox/python/container/**']

/** The Worker's tests: inside workerd, with real SQLite, D1 and R2, isolated per file. */
export default defineConfig({
  root,
  plugins: [
    earlyImports(`${root}src/`),
    cloudflareTest(async () => ({
      wrangler: { configPath: './wrangler.toml' },
      remoteBindings: false,
      miniflare: {
        ...(hasContainers && {
          durableObjects: { COMPUTERS: { className: 'Computer', scriptName: 'containers' } },
          workers: [await containersWorker()],
        }),
        ...(hasChrome && { browserRendering: { binding: 'BROWSER' } }),
        bindings: {
          TEST_LISTENER: process.env.OKCVM_TEST_LISTENER ?? '',
          OKCVM_OPEN_ACCESS: 'loopback',
          OKCVM_DEMO_PACE_MS: '0',
          OKCVM_HANDOVER_STEPS: '3',
          // Longer than it takes a slow machine to answer another conversation meanwhile.
          OKCVM_PYTHON_SECONDS: '5',
          // A developer's own .dev.vars must not reach a test; the model is the test's own script.
          OKCVM_CHAT_BASE_URL: 'http://model.test/v1',
          OKCVM_CHAT_MODEL: 'scripted',
          OKCVM_CHAT_API_KEY: '',
          OKCVM_SEARCH_SERVICE: '',
          OKCVM_SEARCH_BASE_URL: '',
          OKCVM_SEARCH_API_KEY: '',
          OKCVM_YAHOO_FINANCE_BASE_URL: '',
          OKCVM_ROOT_KEY: `test.${'A'.repeat(42)}E`,
          SITES_HOST: '',
          OKCVM_DOH_URL: '',
          OKCVM_OWN_HOSTS: '',
          // A test file is one account, and quick; tests of this limit set their own.
          OKCVM_LIMIT_REQUESTS_MINUTE: '100000',
          OKCVM_PASSPHRASE_HASH: '',
          OKCVM_OIDC_ISSUER: '',
          OKCVM_OIDC_CLIENT_ID: '',
          OKCVM_OIDC_CLIENT_SECRET: '',
          OKCVM_OIDC_ALLOW: '',
          OKCVM_ACCESS_TEAM_DOMAIN: '',
          OKCVM_ACCESS_AUD: '',
          OKCVM_ADMINS: '',
          OKCVM_CORS_ORIGINS: '',
          SECURITY_LONG: process.env.OKCVM_SECURITY_LONG ?? '',
          SECURITY_SEED: process.env.OKCVM_SECURITY_SEED ?? '',
          TEST_MIGRATIONS: await readD1Migrations(`${root}migrations`),
        },
        outboundService(request) {
          throw new Error(
            `A test asked for ${request.url}, but tests reach no network. Give the code a fetch of the test's.`,
          )
        },
      },
    })),
  ],
  test: {
    name: 'worker',
    include: ['worker-tests/**/*.test.ts'],
    exclude: [
      'worker-tests/house/source/**',
      'worker-tests/recordings/**',
      ...needChrome,
      ...needContainers,
      ...needRoom,
    ],
    setupFiles: ['worker-tests/support/fresh-stores.ts'],
    // One workerd a worker: starting one and loading the Worker into it takes longer than most files' tests.
    isolate: false,
    maxWorkers: 2,
    // Only for what hangs: on a busy machine the heaviest take ten seconds.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
