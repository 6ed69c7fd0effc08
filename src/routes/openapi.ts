import * as z from 'zod/mini'
import { type Endpoint, type Need, needOf, type PlainEndpoint } from '../wire/endpoint'
import { ErrorBody, type ErrorCode, statusOf } from '../wire/errors'

type Declared = Endpoint | PlainEndpoint
type Json = Record<string, unknown>

/** OpenAPI 3.1 of the declared endpoints; operation ids are the keys of `api`. */
export function openApiDocument(api: Record<string, Declared>, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [operationId, declared] of Object.entries(api)) {
    const path = openApiPath(declared.path)
    paths[path] = { ...paths[path], [declared.method]: operation(operationId, declared) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'OKCVM', version, description: 'An agent workbench: POST to act, GET to watch.' },
    paths,
    components: { schemas: { Error: jsonSchema(ErrorBody) }, securitySchemes },
  }
}

const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, okc_…' },
  signIn: { type: 'apiKey', in: 'cookie', name: '__Host-okc' },
}

/** Where anybody may call, no credential; where a person is needed, no key. */
function securityOf(need: Need): Json {
  if (need === 'open') return { security: [] }
  if (need === 'person') return { security: [{ signIn: [] }] }
  const scope = need === 'own' ? 'admin where a key calls' : need
  return { security: [{ apiKey: [] }, { signIn: [] }], description: `Needs the scope ${scope}.` }
}

/** Those of its declaration, and those of the doors before it: who calls, from where, and what a body has to be. */
export function errorsOf(declared: Declared): Set<ErrorCode> {
  const isOpen = needOf(declared) === 'open'
  return new Set<ErrorCode>([
    ...declared.errors,
    ...(isOpen ? [] : OF_CLOSED_DOORS),
    ...(declared.method === 'get' ? [] : OF_CHANGES),
    ...(declared.body ? OF_BODIES : []),
    ...(declared.params || declared.query ? (['bad_request'] as const) : []),
  ])
}

const OF_CLOSED_DOORS = [
  'sign_in_required',
  'invalid_credential',
  'forbidden_scope',
  'forbidden_host',
  'forbidden_origin',
  'bad_request',
  'setup_required',
  'rate_limited',
  'unavailable',
] as const
const OF_CHANGES = ['forbidden_origin'] as const
const OF_BODIES = ['bad_request', 'invalid_json', 'unsupported_media_type', 'too_large'] as const

/** `/files/:path{.+}` is `/files/{path}` to OpenAPI. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
}

function operation(operationId: string, declared: Declared): Json {
  return {
    operationId,
    summary: declared.summary,
    ...securityOf(needOf(declared)),
    parameters: [...parameters('path', declared.params), ...parameters('query', declared.query)],
    ...requestBody(declared),
    responses: { ...success(declared), ...failures(declared) },
  }
}

function parameters(place: 'path' | 'query', schema: z.ZodMiniType | undefined): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function requestBody(declared: Declared): Json {
  if ('accepts' in declared && declared.accepts) {
    return {
      requestBody: {
        required: true,
        content: { [declared.accepts]: { schema: { type: 'string', format: 'binary' } } },
      },
    }
  }
  if (!declared.body) return {}
  const required = !declared.body.safeParse(undefined).success
  return { requestBody: { required, content: { 'application/json': { schema: jsonSchema(declared.body) } } } }
}

function success(declared: Declared): Json {
  if ('plain' in declared) return { 200: { description: 'OK', content: { [declared.produces]: {} } } }
  const content = { 'application/json': { schema: jsonSchema(declared.reply, 'output') } }
  return { [declared.status ?? 200]: { description: 'OK', content } }
}

function failures(declared: Declared): Json {
  const answers: Json = {}
  for (const code of errorsOf(declared)) {
    const status = statusOf[code]
    const known = answers[status] as { description: string } | undefined
    answers[status] = {
      description: known ? `${known.description}, ${code}` : code,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    }
  }
  return answers
}

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output' = 'input'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
