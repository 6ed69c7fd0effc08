import { expect, test } from 'vitest'
import * as z from 'zod'
import type { PythonOutcome } from '../../src/agent/tool'
import { Preview } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

const nothing: PythonOutcome = { output: '', shown: [], error: null, notes: [] }

test('the model reads what was printed, the result, the error and the notes, and nothing that is not there', () =>
  inWorkspace(async (place) => {
    const answer = async (outcome: Partial<PythonOutcome>) =>
      (await callTool('ipython', { code: '1' }, place, { python: async () => ({ ...nothing, ...outcome }) })).content
    expect(await answer({})).toBe('{}')
    expect(JSON.parse(String(await answer({ output: 'a\n', shown: [{ text: '2', isResult: true }] })))).toEqual({
      output: 'a\n',
      result: '2',
    })
    expect(JSON.parse(String(await answer({ error: 'NameError', notes: ['Lost.'] })))).toEqual({
      error: 'NameError',
      notes: ['Lost.'],
    })
  }))

test('a picture becomes a file of the workspace, and is what people see', () =>
  inWorkspace(async (place) => {
    const shown = [{ text: '<Figure>', isResult: true, svg: '<svg/>' }]
    const { content, preview } = await callTool('ipython', { code: 'plot.line([1])' }, place, {
      python: async () => ({ ...nothing, shown }),
    })
    const path = 'output/figures/inv_test-1.svg'
    expect(JSON.parse(String(content))).toEqual({ result: '<Figure>', pictures: [`/mnt/okcomputer/${path}`] })
    expect(preview).toEqual({ kind: 'image', title: 'plot.line([1])', path, sizeBytes: 6 })
    expect(await place.workspace.open(path)?.text()).toBe('<svg/>')
  }))

test('a long output lies in a file, and the model reads its two ends', () =>
  inWorkspace(async (place) => {
    const output = `first${'x'.repeat(50_000)}last`
    const { content } = await callTool('ipython', { code: '1' }, place, {
      python: async () => ({ ...nothing, output }),
    })
    const read = JSON.parse(String(content))
    expect(read.output).toMatch(/^firstx+\n…\nx+last$/)
    expect(read.notes).toEqual([
      'The output has 50009 characters; the whole is in /mnt/okcomputer/tool-output/inv_test.txt.',
    ])
    expect(await place.workspace.open('tool-output/inv_test.txt')?.text()).toBe(output)
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('ipython')
  expect(effect).toBe('workspace')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['code'],
    properties: { code: { type: 'string' }, restart: { type: 'boolean', default: false } },
  })
})

test('before it ran the code is seen', () => {
  expect(previewOf('ipython', { code: 'import csv\nprint(1)' })).toEqual({
    kind: 'terminal',
    title: 'print(1)',
    command: 'import csv\nprint(1)',
    text: '',
    exitCode: null,
  })
  for (const input of brokenInputs) Preview.parse(previewOf('ipython', input))
})
