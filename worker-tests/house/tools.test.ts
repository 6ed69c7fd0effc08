/// <reference types="vite/types/importMeta.d.ts" />

import { expect, test, vi } from 'vitest'
import * as z from 'zod'
import { type Tool, type Toolbox, ToolError } from '../../src/agent/tool'
import { runTool, type ToolOutcome } from '../../src/session/run-tool'
import { tools } from '../../src/tools/index'
import { Preview } from '../../src/wire/preview'
import type { JsonSchema } from '../security/requests/values'
import { png } from '../support/pictures'
import { brokenInputs, toolboxOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'
import { contract, examples, furtherExamples, mistakes, services } from './contract'

// Only the names are needed; a test file that is not called is not loaded.
const testFiles = Object.keys(import.meta.glob('../tools/*.test.ts'))

const each = tools.map((tool) => [tool.name.replace('mshtools-', ''), tool] as const)

test('no two tools share a name', () => {
  const names = tools.map((tool) => tool.name)
  expect(new Set(names).size).toBe(names.length)
})

test.each(each)('%s has a description, an effect and a test', (name, tool) => {
  expect(tool.name).toMatch(/^mshtools-[a-z_]+$/)
  expect(tool.description.length).toBeGreaterThan(20)
  expect(['none', 'workspace', 'keyed', 'outside']).toContain(tool.effect)
  const file = `${name.replaceAll('_', '-')}.test.ts`
  expect(testFiles, `Write worker-tests/tools/${file}.`).toContain(`../tools/${file}`)
})

test.each(each)('%s has the parameters of the contract, and no others', (name, { input }) => {
  const schema = z.toJSONSchema(input, { io: 'input' }) as JsonSchema
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
  expect(parametersOf(schema)).toEqual(contract[name])
})

test.each(each)('%s refuses a parameter that it does not know, in a sentence that names it', async (name, tool) => {
  const outcome = await run(tool, { ...example(name), surprise: 1 })
  expect(outcome.status).toBe('error')
  expect(outcome.output).toContain('surprise')
  expect(outcome.output).toMatch(SENTENCE)
})

test.each(each)(
  '%s is seen as the contract has it, while its arguments stream, before it runs and after it',
  async (name, tool) => {
    const given = example(name)
    const partial = Object.entries(given).map(([key, value]) => ({
      [key]: typeof value === 'string' ? value.slice(0, 3) : value,
    }))
    for (const input of [{}, ...brokenInputs, ...partial, given]) Preview.parse(tool.preview(input))
    const outcome = await run(tool, given)
    expect(outcome, outcome.output).toMatchObject({ status: 'success' })
    Preview.parse(outcome.preview)
  },
)

test.each(furtherExamples)('%s of %j is seen as the contract has it', async (name, input) => {
  const outcome = await run(toolNamed(name), input)
  expect(outcome, outcome.output).toMatchObject({ status: 'success' })
  Preview.parse(outcome.preview)
})

test.each(mistakes)('%s, called %s, says what to do next', async (name, _, input) => {
  const outcome = await run(toolNamed(name), input)
  expect(outcome.status).toBe('error')
  expect(outcome.output).toMatch(SENTENCE)
  Preview.parse(outcome.preview)
})

test.each(each)(
  '%s tells no more than that it failed, where it failed for a reason that is nobody’s',
  async (name, tool) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    const outcome = await run(tool, example(name), broken(new Error('SECRET of the machine')))
    if (outcome.status === 'error') {
      expect(outcome.output).toMatch(SENTENCE)
      expect(outcome.output).not.toContain('SECRET')
    }
    const sentence = 'The service is closed today. Come again tomorrow.'
    const refused = await run(tool, example(name), broken(new ToolError(sentence)))
    // Some need nothing of what failed here.
    expect([outcome.status, refused.output]).toEqual(
      outcome.status === 'error' ? ['error', sentence] : ['success', expect.any(String)],
    )
    told.mockRestore()
  },
)

/** It ends as one, and nothing of the machine is in it. */
const SENTENCE = /^(?!.*(?:\[object|\bat \S+ \(|Error:|\n\n))\S.{9,}[.!?"]$/s

function example(name: string): object {
  const given = examples[name]
  if (!given) throw new Error(`Give an example of ${name} in contract.ts.`)
  return given
}

/** Over a real workspace with a few files, one of them the agent's own. */
async function run(
  tool: Tool,
  input: object,
  change: (toolbox: Toolbox) => Toolbox = (same) => same,
): Promise<ToolOutcome> {
  let outcome: ToolOutcome | undefined
  await inWorkspace(async (place) => {
    await place.upload('notes.txt', 'a note')
    await place.upload('notes.md', '# A note')
    await place.upload('sales.csv', 'month,sold\nMay,12\n')
    await place.upload('photo.png', await png(3, 2))
    await place.change((files) => files.write('site/index.html', '<h1>Hi</h1>'))
    await place.change(async (files, show) => {
      outcome = await runTool(tool, tool.name, input, change(toolboxOf({ files, show }, services)))
    })
  })
  if (!outcome) throw new Error('Nothing came of it.')
  return outcome
}

/** Where everything that a tool may reach fails alike. */
function broken(error: Error): (toolbox: Toolbox) => Toolbox {
  const fails = () => {
    throw error
  }
  const closed = new Proxy({}, { get: () => fails }) as never
  return ({ invocationId, signal }) => ({
    invocationId,
    signal,
    progress() {},
    files: closed,
    show: closed,
    todos: closed,
    publish: closed,
    egress: closed,
    shell: closed,
    python: closed,
    pdf: closed,
    browser: closed,
    connectors: closed,
  })
}

type Described = JsonSchema & { default?: unknown }

function parametersOf({ properties = {}, required = [] }: JsonSchema): Record<string, string> {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const { default: fallback } = schema as Described
    const isPlain = fallback !== undefined && typeof fallback !== 'object'
    return [name, `${typeOf(schema)}${required.includes(name) ? '!' : ''}${isPlain ? ` = ${fallback}` : ''}`]
  })
  return Object.fromEntries(entries)
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum) return schema.enum.join('|')
  if (schema.type === 'array') return `${typeOf(schema.items ?? {})}[]`
  if (schema.type !== 'object' || !schema.properties) return schema.type ?? 'any'
  const inside = Object.entries(parametersOf(schema)).map(([name, type]) => `${name}: ${type}`)
  return `{${inside.join(', ')}}`
}
