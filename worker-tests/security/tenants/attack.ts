import type { Random } from '../../support/random'
import { pathWith, type Surface } from '../requests/declared'
import { type JsonSchema, valueFor } from '../requests/values'
import { KNOWN_PATHS, TOPIC } from './canaries'
import type { Knowledge } from './knowledge'

/** One request of a stranger, before anybody signs it. */
export interface Attack {
  operation: string
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
}

export interface Arsenal {
  random: Random
  /** The victim's. */
  theirs: Knowledge
  victim: string
  /** The stranger's own. */
  ours: Knowledge
}

const OTHER_METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
const WORDS = ['true', 'false', 'once', 'default', 'notes', 'https://model.test/v1', 'x'.repeat(50)]

export function attackOn(surface: Surface, arsenal: Arsenal): Attack {
  const { random } = arsenal
  const words = (name: string, schema: JsonSchema) => wordFor(name, schema, arsenal)
  const path = pathWith(surface.path, (name) => placeFor(name, surface.params[name] ?? {}, arsenal))
  const query = Object.entries(surface.query)
    .filter(() => random.chance(0.4))
    .map(([name, schema]) => [name, String(valueFor(schema, name, { random, words }))])
  const search = new URLSearchParams([...query, ...(random.chance(0.05) ? [['client_id', arsenal.victim]] : [])])
  const method = random.chance(0.1) ? random.pick(OTHER_METHODS) : surface.method
  const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  return {
    operation: surface.operation,
    method,
    path: search.size > 0 ? `${path}?${search}` : path,
    headers: {
      ...(surface.takesBytes ? {} : { 'content-type': 'application/json' }),
      ...(random.chance(0.15) ? disguise(arsenal) : {}),
    },
    body: hasBody ? bodyFor(surface, arsenal) : undefined,
  }
}

function bodyFor({ body, takesBytes }: Surface, arsenal: Arsenal): string | undefined {
  if (takesBytes) return `bytes of a stranger ${arsenal.random.between(0, 999)}`
  if (!body) return undefined
  const words = (name: string, schema: JsonSchema) => wordFor(name, schema, arsenal)
  return JSON.stringify(valueFor(body, 'body', { random: arsenal.random, words }))
}

/** Headers that some server somewhere believes. */
function disguise({ random, victim, theirs }: Arsenal): Record<string, string> {
  return random.pick<Record<string, string>>([
    { 'x-okc-client-id': victim },
    { 'x-okc-account': victim },
    { 'x-forwarded-user': victim, 'x-forwarded-host': 'localhost' },
    { 'cf-access-authenticated-user-email': 'ann@people.test' },
    { 'x-http-method-override': 'GET', 'x-original-url': `/api/conversations/${theirs.idsFor('conversation')[0]}` },
    { 'last-event-id': random.pick([...theirs.cursors, '0']) },
    { range: 'bytes=0-100' },
    { 'if-none-match': '*' },
  ])
}

function placeFor(name: string, { enum: choices }: JsonSchema, arsenal: Arsenal): string {
  const { random } = arsenal
  if (choices && random.chance(0.95)) return String(random.pick(choices))
  if (name === 'path') return random.pick([...KNOWN_PATHS, `../${theirId('conversation', arsenal)}/files/notes.txt`])
  if (name === 'slug') return random.pick(['aaaaaaaaaaaaaaaa', theirId('deployment', arsenal)])
  return idFor(name, arsenal)
}

/** Mostly the victim's, also of another kind; sometimes one's own, so that ids are mixed. */
function idFor(name: string, arsenal: Arsenal): string {
  const { random, ours } = arsenal
  const luck = random.next()
  if (luck < 0.7) return theirId(name, arsenal)
  if (luck < 0.95) return random.pick([...ours.idsFor(name), 'none'])
  return 'made-up'
}

function theirId(name: string, { random, theirs }: Arsenal): string {
  return random.chance(0.85) ? random.pick([...theirs.idsFor(name), 'none']) : random.pick(theirs.ids)
}

function wordFor(name: string, schema: JsonSchema, arsenal: Arsenal): string {
  const { random, theirs } = arsenal
  // Under an id of the stranger's own, a twin that says something else would be a conflict: a new one, or the victim's.
  if (/^message_?id$/i.test(name)) return random.chance(0.8) ? `m-${random.between(0, 1e9)}` : random.pick(theirs.ids)
  if (schema.pattern?.includes('A-Za-z0-9_-')) return idFor(name, arsenal)
  if (name === 'q') return TOPIC
  if (/cursor|before|after/i.test(name)) return random.pick([...theirs.cursors, ...theirs.ids])
  if (/path|folder|dir/i.test(name)) return random.pick(KNOWN_PATHS)
  return random.pick([...WORDS, TOPIC, theirId(name, arsenal)]).slice(0, schema.maxLength)
}
