import type { Hono } from 'hono'
import type * as z from 'zod/mini'
import type { IdentifiedCaller } from '../accounts/caller'
import type { Env } from '../env'
import { AppError } from '../errors'
import type { Endpoint, Parsed } from '../wire/endpoint'
import type { HonoEnv, RouteContext } from './context'
import { readJson } from './json-body'
import { type Sessions, sessionsOf } from './sessions'

/** What a handler is given: everything parsed, nothing of HTTP. */
export interface Request<E extends Endpoint> {
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
  caller: IdentifiedCaller
  /** Under which the request came, without a port. */
  host: string
  sessions: Sessions
  env: Env
  /** Answers 202: accepted, and not yet done. */
  accept(): void
}

export type Handler<E extends Endpoint> = (request: Request<E>) => Promise<z.input<E['reply']>> | z.input<E['reply']>

/** Mounts one declared endpoint: parses what comes in, answers JSON with the declared status. */
export function mount<E extends Endpoint>(app: Hono<HonoEnv>, endpoint: E, handler: Handler<E>): void {
  app.on(endpoint.method.toUpperCase(), endpoint.path, async (c: RouteContext) => {
    let status: 200 | 201 | 202 = endpoint.status ?? 200
    const reply = await handler({
      params: endpoint.params && parse(endpoint.params, c.req.param()),
      query: endpoint.query && parse(endpoint.query, c.req.query()),
      body: endpoint.body && parse(endpoint.body, await readJson(c)),
      caller: c.var.caller,
      host: new URL(c.req.url).hostname,
      sessions: sessionsOf(c.env),
      env: c.env,
      accept: () => {
        status = 202
      },
    } as Request<E>)
    return c.json(reply, status)
  })
}

/** Checks a value against a declaration; throws bad_request with the first thing that is wrong and where. */
export function parse<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path.join('.')
  throw new AppError(
    'bad_request',
    `${place ? `${place}: ` : ''}${issue?.message ?? 'Invalid input'}. See /api/openapi.json.`,
  )
}
