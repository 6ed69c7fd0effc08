import type { Context } from 'hono'
import type { IdentifiedCaller } from '../accounts/caller'
import type { Env } from '../env'

/** Hono's types for every app here: the bindings, and what the middleware found out. */
export interface HonoEnv {
  Bindings: Env
  Variables: { requestId: string; caller: IdentifiedCaller }
}

export type RouteContext = Context<HonoEnv>
