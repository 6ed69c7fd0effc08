import type { D1Migration } from 'cloudflare:test'
import type { Env as Bindings } from '../../src/env'

/** Types alone: what `env` and `exports` of `cloudflare:workers` hold in a test. */
declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      TEST_MIGRATIONS: D1Migration[]
    }

    interface GlobalProps {
      mainModule: typeof import('../../src/index')
    }
  }
}
