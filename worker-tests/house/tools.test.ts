/// <reference types="vite/types/importMeta.d.ts" />

import { expect, test } from 'vitest'
import * as z from 'zod'
import { tools } from '../../src/tools/index'

// Only the names are needed; a test file that is not called is not loaded.
const testFiles = Object.keys(import.meta.glob('../tools/*.test.ts'))

test.each(tools.map((tool) => [tool.name, tool] as const))(
  '%s has a schema, a preview, an effect and a test',
  (name, tool) => {
    expect(name).toMatch(/^mshtools-[a-z_]+$/)
    expect(tool.description.length).toBeGreaterThan(20)
    expect(z.toJSONSchema(tool.input, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false })
    expect(['none', 'workspace', 'keyed', 'outside']).toContain(tool.effect)
    expect(tool.preview({}), 'A preview is asked for while the arguments have not come yet.').toHaveProperty('kind')
    const file = `${name.replace('mshtools-', '').replaceAll('_', '-')}.test.ts`
    expect(testFiles, `Write worker-tests/tools/${file}.`).toContain(`../tools/${file}`)
  },
)

test('no two tools share a name', () => {
  const names = tools.map((tool) => tool.name)
  expect(new Set(names).size).toBe(names.length)
})
