import type { Context } from 'hono'
import type { Caller } from '../accounts/identify'
import type { Env } from '../env'

/** Hono's types for every app here: the bindings, and what the middleware found out. */
export interface HonoEnv {
  Bindings: Env
  Variables: { requestId: string; caller: Caller }
}

export type RouteContext = Context<HonoEnv>
