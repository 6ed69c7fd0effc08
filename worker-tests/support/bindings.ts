import type { D1Migration } from 'cloudflare:test'
import type { Env as Bindings } from '../../src/env'

/** Types alone: what `env` and `exports` of `cloudflare:workers` hold in a test. */
declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      TEST_MIGRATIONS: D1Migration[]
      /** `yes` where every count of the security suite runs in full. */
      SECURITY_LONG: string
      /** Empty unless the choices of an earlier run are to be made again. */
      SECURITY_SEED: string
    }

    interface GlobalProps {
      mainModule: typeof import('../../src/index')
    }
  }
}
