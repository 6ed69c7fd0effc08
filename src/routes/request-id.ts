import { createMiddleware } from 'hono/factory'
import type { HonoEnv } from './context'

/** Names the request, in its answer and in the operator's logs. */
export const assignRequestId = createMiddleware<HonoEnv>(async (c, next) => {
  c.set('requestId', crypto.randomUUID())
  await next()
})
