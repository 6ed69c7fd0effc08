import { app } from './app'
import type { Env } from './env'

export { Meter } from './accounts/meter'
export { Computer } from './sandbox/python/container/computer'
export { Session } from './session/session'

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env>
