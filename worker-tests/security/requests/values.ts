import type { Random } from '../../support/random'

/** As much of JSON Schema as zod derives for our declarations. */
export interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  pattern?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxLength?: number
}

/** Where strings come from: by the name of the place they go to. */
export type Words = (name: string, schema: JsonSchema) => string

const OPTIONAL_CHANCE = 0.6
const NUMBER_SPAN = 100

/** A value that the schema takes, or nearly: what the words are is the caller's. */
export function valueFor(
  schema: JsonSchema,
  name: string,
  { random, words }: { random: Random; words: Words },
): unknown {
  const inside = { random, words }
  if ('const' in schema) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return valueFor(random.pick(choices), name, inside)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) || random.chance(OPTIONAL_CHANCE))
          .map(([key, each]) => [key, valueFor(each, key, inside)]),
      )
    case 'array':
      return Array.from({ length: random.between(schema.minItems ?? 0, (schema.minItems ?? 0) + 1) }, () =>
        valueFor(schema.items ?? {}, name, inside),
      )
    case 'integer':
    case 'number':
      return numberWithin(schema, random)
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    default:
      return words(name, schema)
  }
}

function numberWithin({ minimum = 0, maximum = NUMBER_SPAN }: JsonSchema, random: Random): number {
  return random.between(Math.max(minimum, -NUMBER_SPAN), Math.min(maximum, Math.max(minimum, 0) + NUMBER_SPAN))
}
