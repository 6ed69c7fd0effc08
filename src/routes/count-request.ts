import { createMiddleware } from 'hono/factory'
import { reachMeter } from '../accounts/reach-meter'
import { tooManyRequests } from '../accounts/refusals'
import { readConfig } from '../env'
import type { HonoEnv } from './context'

/** Counts a request of somebody who is known, before anything of its body is read. Throws rate_limited, unavailable. */
export const countRequest = createMiddleware<HonoEnv>(async (c, next) => {
  const { requestsPerMinute } = readConfig(c.env).limits
  // Without a caller the endpoint is open to anyone, and nobody's.
  if (c.var.caller && requestsPerMinute !== null) {
    const freesAt = await reachMeter(c.env, c.var.caller.account, (meter) => meter.countRequest(requestsPerMinute))
    if (freesAt !== null) throw tooManyRequests(requestsPerMinute, freesAt)
  }
  await next()
})
