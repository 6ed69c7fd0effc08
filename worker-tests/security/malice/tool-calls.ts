import * as z from 'zod'
import { tools } from '../../../src/tools/index'
import type { Random } from '../../support/random'
import { type JsonSchema, valueFor } from '../requests/values'
import { oddTexts, oddValues } from './odd-values'
import { withOddInside } from './twist'

export interface ToolCall {
  call: string
  input: unknown
}

/** Arguments that are no JSON, or none of an object. */
const oddArguments = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"a":1}{"b":2}',
  '{"__proto__":{"x":1}}',
  '['.repeat(5000),
  '\u0000',
]

const good: Record<string, string> = {
  file_path: 'notes.txt',
  local_dir: 'output/site',
  old_string: 'x',
  new_string: 'y',
  url: 'http://nowhere.test/',
}

/** Calls of every tool in turn, each with something that is not as it should be. */
export function* oddCalls(random: Random): Generator<ToolCall> {
  const words = (name: string) => (random.chance(0.6) ? (good[name] ?? 'x') : random.pick(oddTexts))
  while (true) {
    for (const { name, input } of tools) {
      const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
      yield { call: name, input: oddInput(valueFor(schema, 'input', { random, words }), random) }
    }
    yield { call: random.pick(['mshtools-nothing', 'constructor', '__proto__', 'a'.repeat(64)]), input: {} }
  }
}

function oddInput(input: unknown, random: Random): unknown {
  const luck = random.next()
  if (luck < 0.1) return random.pick(oddArguments)
  if (luck < 0.2) return random.pick(oddValues)
  if (luck < 0.3) return { ...Object(input), [random.pick(['surprise', 'constructor', ''])]: random.pick(oddValues) }
  if (luck < 0.75) return withOddInside(input, random)
  return input
}
