import type { Random } from '../../support/random'
import { pathWith, type Surface } from '../requests/declared'
import { type JsonSchema, valueFor, type Words } from '../requests/values'
import { oddBodies, oddHeaders, oddPlaces, oddTexts, oddValues } from './odd-values'

/** A request with one thing, or a few, that are not as they should be. */
export interface Twisted {
  operation: string
  method: string
  path: string
  headers: Record<string, string>
  body: BodyInit | undefined
  twists: string[]
}

interface Good extends Omit<Twisted, 'body' | 'twists'> {
  query: [string, string][]
  body: unknown
  bytes: string | Uint8Array | undefined
}

export interface Place {
  random: Random
  /** A value that is good for a name: an id that there is. */
  words: Words
}

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'QUERY']

const twists: Record<string, (good: Good, surface: Surface, place: Place) => void> = {
  method(good, _, { random }) {
    good.method = random.pick(METHODS)
  },
  place(good, surface, { random, words }) {
    const names = Object.keys(surface.params)
    const bad = names.length > 0 ? random.pick(names) : ''
    good.path = surface.path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) =>
      name === bad ? random.pick(oddPlaces) : encodeURIComponent(words(name, surface.params[name] ?? {})),
    )
    if (names.length === 0) good.path += random.pick(['/', '//', '/..', '%00', '/%ff', '.json', `/${'a'.repeat(9000)}`])
  },
  query(good, surface, { random }) {
    const names = [...Object.keys(surface.query), 'client_id', '__proto__', 'download', 'a'.repeat(3000)]
    for (let count = random.between(1, 3); count > 0; count -= 1) {
      good.query.push([random.pick(names), random.pick(oddTexts).slice(0, 9000)])
    }
  },
  header(good, _, { random }) {
    Object.assign(good.headers, random.pick(oddHeaders))
  },
  body(good, _, { random }) {
    good.bytes = random.pick(oddBodies)
  },
  value(good, _, { random }) {
    good.body = random.pick(oddValues)
  },
  field(good, surface, { random }) {
    if (!isRecord(good.body)) return
    const names = [...Object.keys(surface.body?.properties ?? {}), 'surprise']
    good.body = { ...good.body, [random.pick(names)]: random.pick(oddValues) }
  },
  inside(good, _, { random }) {
    good.body = withOddInside(good.body, random)
  },
}

export function twisted(surface: Surface, place: Place): Twisted {
  const { random } = place
  const good = goodRequest(surface, place)
  const names = Array.from({ length: random.chance(0.7) ? 1 : 2 }, () => random.pick(Object.keys(twists)))
  for (const name of names) twists[name]?.(good, surface, place)
  const search = new URLSearchParams(good.query.map(([name, value]) => [name, value.toWellFormed()]))
  const takesBody = !['GET', 'HEAD', 'OPTIONS'].includes(good.method)
  return {
    operation: surface.operation,
    method: good.method,
    path: search.size > 0 ? `${good.path}?${search}` : good.path,
    headers: good.headers,
    body: takesBody ? bodyOf(good) : undefined,
    twists: names,
  }
}

function goodRequest(surface: Surface, { random, words }: Place): Good {
  const value = (schema: JsonSchema, name: string) => valueFor(schema, name, { random, words })
  return {
    operation: surface.operation,
    method: surface.method,
    path: pathWith(surface.path, (name) => String(value(surface.params[name] ?? {}, name))),
    query: Object.entries(surface.query)
      .filter(() => random.chance(0.2))
      .map(([name, schema]) => [name, String(value(schema, name))]),
    headers: surface.takesBytes ? {} : { 'content-type': 'application/json' },
    body: surface.body && value(surface.body, 'body'),
    bytes: surface.takesBytes ? 'some bytes' : undefined,
  }
}

function bodyOf({ bytes, body }: Good): BodyInit | undefined {
  return bytes ?? (body === undefined ? undefined : JSON.stringify(body))
}

/** One value, however deep, is another. */
export function withOddInside(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const at = random.between(0, value.length - 1)
    return value.map((each, index) => (index === at ? withOddInside(each, random) : each))
  }
  if (isRecord(value) && Object.keys(value).length > 0 && random.chance(0.8)) {
    const key = random.pick(Object.keys(value))
    return { ...value, [key]: withOddInside(value[key], random) }
  }
  return random.pick(oddValues)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
