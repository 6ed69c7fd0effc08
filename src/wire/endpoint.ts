import type * as z from 'zod/mini'
import type { ErrorCode } from './errors'

/** What a caller may be let do; `chat` holds `read`, and `admin` holds both. */
export type Scope = 'read' | 'chat' | 'admin'

/**
 * A scope; or `own`, for what cannot be undone: the person, or a key with the scope admin; `person`, whom no API key
 * stands for; `open` to anyone.
 */
export type Need = Scope | 'own' | 'person' | 'open'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** One JSON endpoint: the Worker mounts it, the console calls it, OpenAPI is derived from it. */
export interface Endpoint {
  method: Method
  /** Hono's form: `/api/conversations/:conversation`. */
  path: string
  summary: string
  /** Unless told: `read` to GET, `chat` to do anything else. */
  scope?: Need
  params?: z.ZodMiniType
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  reply: z.ZodMiniType
  /** The status of a success; 200 unless told. */
  status?: 200 | 201 | 202
  errors: readonly ErrorCode[]
}

/** A stream, an upload or a site: mounted by hand, documented here so that the document is whole. */
export interface PlainEndpoint {
  plain: true
  method: Method
  path: string
  summary: string
  /** Unless told: `read` to GET, `chat` to do anything else. */
  scope?: Need
  params?: z.ZodMiniType
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  /** Media type of the request's body where it is not JSON. */
  accepts?: string
  /** Media type of a success. */
  produces: string
  errors: readonly ErrorCode[]
}

export type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : undefined
export type Given<S> = S extends z.ZodMiniType ? z.input<S> : undefined

export function endpoint<const E extends Endpoint>(declaration: E): E {
  return declaration
}

export function plainEndpoint<const E extends Omit<PlainEndpoint, 'plain'>>(declaration: E): E & { plain: true } {
  return { ...declaration, plain: true }
}

export function needOf({ scope, method }: Pick<Endpoint, 'scope' | 'method'>): Need {
  return scope ?? (method === 'get' ? 'read' : 'chat')
}
