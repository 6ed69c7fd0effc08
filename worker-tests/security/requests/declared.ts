import * as z from 'zod/mini'
import { errorsOf } from '../../../src/routes/openapi'
import type { Endpoint, PlainEndpoint } from '../../../src/wire/endpoint'
import type { JsonSchema } from './values'

export type Declared = Endpoint | PlainEndpoint

/** An endpoint as a stranger can read it in the OpenAPI document. */
export interface Surface {
  operation: string
  method: string
  /** Hono's form. */
  path: string
  params: Record<string, JsonSchema>
  query: Record<string, JsonSchema>
  body: JsonSchema | undefined
  /** A body that is no JSON. */
  takesBytes: boolean
  /** What it may answer where it refuses. */
  codes: ReadonlySet<string>
}

export function surfacesOf(api: Record<string, Declared>): Surface[] {
  return Object.entries(api).map(([operation, declared]) => ({
    operation,
    method: declared.method.toUpperCase(),
    path: declared.path,
    params: schemaOf(declared.params)?.properties ?? {},
    query: schemaOf(declared.query)?.properties ?? {},
    body: schemaOf(declared.body),
    takesBytes: 'accepts' in declared && declared.accepts !== undefined,
    codes: errorsOf(declared),
  }))
}

function schemaOf(schema: z.ZodMiniType | undefined): JsonSchema | undefined {
  // The two agree in all that is read here; zod's own type leaves every field open.
  return schema && (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
}

/** The path with its places filled in, each encoded on its own. */
export function pathWith(path: string, fill: (name: string) => string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string, rest?: string) =>
    rest ? fill(name).split('/').map(encodeURIComponent).join('/') : encodeURIComponent(fill(name)),
  )
}
