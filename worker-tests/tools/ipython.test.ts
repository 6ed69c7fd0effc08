import { expect, test } from 'vitest'
import * as z from 'zod'
import type { PythonOutcome, Shown } from '../../src/agent/tool'
import { CODE_MAX_CHARS, CODE_MAX_OUTPUTS, Preview } from '../../src/wire/preview'
import { png } from '../support/pictures'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../support/workspace'

const nothing: PythonOutcome = { output: '', shown: [], error: null, notes: [] }

const thing = (shown: Partial<Shown>): Shown => ({ text: 'thing', title: '', isResult: false, at: 0, ...shown })

function run(place: WorkspaceTest, outcome: Partial<PythonOutcome>, code = '1') {
  return callTool('ipython', { code }, place, { python: async () => ({ ...nothing, ...outcome }) })
}

/** What people see, which has to hold what the contract promises. */
async function seen(place: WorkspaceTest, outcome: Partial<PythonOutcome>) {
  const preview = Preview.parse((await run(place, outcome)).preview)
  if (preview.kind !== 'code') throw new Error(`It is ${preview.kind}.`)
  return preview
}

const text = (words: string) => ({ kind: 'text', title: '', text: words })

test('the model reads what was printed, the result, the error and the notes, and nothing that is not there', () =>
  inWorkspace(async (place) => {
    const answer = async (outcome: Partial<PythonOutcome>) => (await run(place, outcome)).content
    expect(await answer({})).toBe('{}')
    const shown = [thing({ text: '2', isResult: true })]
    expect(JSON.parse(String(await answer({ output: 'a\n', shown })))).toEqual({ output: 'a\n', result: '2' })
    expect(JSON.parse(String(await answer({ error: 'NameError', notes: ['Lost.'] })))).toEqual({
      error: 'NameError',
      notes: ['Lost.'],
    })
  }))

test('what was printed and what was displayed are seen in their order, notes and the traceback last', () =>
  inWorkspace(async (place) => {
    const shown = [thing({ text: 'first', at: 4 }), thing({ text: 'second', at: 4 }), thing({ text: 'late', at: 99 })]
    const { outputs, failed } = await seen(place, { output: 'one\ntwo\n', shown, error: 'Traceback', notes: ['Cut.'] })
    expect(outputs).toEqual(['one', 'first', 'second', 'two', 'late', 'Cut.', 'Traceback'].map(text))
    expect(failed).toBe(true)
  }))

test('a picture becomes a file of the workspace, and is seen with its size, as it was', () =>
  inWorkspace(async (place) => {
    const svg = '<svg width="30" height="20"/>'
    const bytes = await png(4, 3)
    const shown = [
      thing({ title: 'A', svg, isResult: true, text: '<Figure>' }),
      thing({ png: bytes.toBase64() }),
      thing({ png: 'bm8gcGljdHVyZQ==' }),
      thing({ png: '!' }),
    ]
    const { content, preview } = await run(place, { shown })
    const places = ['svg', 'png'].map((extension, at) => `output/figures/inv_test-${at + 1}.${extension}`)
    expect(JSON.parse(String(content))).toMatchObject({
      result: '<Figure>',
      pictures: places.map((path) => `/mnt/okcomputer/${path}`),
    })
    const attachment = (n: number, type: string, sizeBytes: number) => ({
      attachmentId: `att_inv_test1_${n}`,
      name: places[n - 1]?.slice('output/figures/'.length),
      type,
      sizeBytes,
    })
    expect(Preview.parse(preview)).toMatchObject({
      kind: 'code',
      failed: false,
      outputs: [
        {
          kind: 'image',
          title: 'A',
          path: places[0],
          width: 30,
          height: 20,
          attachment: attachment(1, 'image/svg+xml; charset=utf-8', 29),
        },
        {
          kind: 'image',
          title: '',
          path: places[1],
          width: 4,
          height: 3,
          attachment: attachment(2, 'image/png', bytes.length),
        },
        text('thing'),
        text('thing'),
      ],
    })
    expect(await place.workspace.open(places[0] ?? '')?.text()).toBe(svg)
    expect(place.workspace.locateAttachment('att_inv_test1_2')).toMatchObject({ bytes })
  }))

test('a chart is seen by its numbers, with the drawing beside it', () =>
  inWorkspace(async (place) => {
    const chart = { type: 'bar' as const, x: ['a'], series: [{ name: '', values: [1] }], xLabel: '', yLabel: '' }
    const { outputs } = await seen(place, { shown: [thing({ title: 'One', svg: '<svg/>', chart })] })
    expect(outputs).toEqual([
      { kind: 'chart', title: 'One', chart, attachment: expect.objectContaining({ name: 'inv_test-1.svg' }) },
    ])
  }))

test('a table is seen as a table; where that is not all, the rest is kept as CSV', () =>
  inWorkspace(async (place) => {
    const small = { columns: ['n', 'v'], rows: [['a', 1], ['b']], total: 2 }
    const rows = Array.from({ length: 200 }, (_, n) => [n])
    const large = { columns: ['n'], rows, total: 1000, csv: 'n\n0\n1\n…' }
    const { outputs } = await seen(place, {
      shown: [thing({ title: 'rows[:2]', table: small }), thing({ title: 'rows of 2026', table: large })],
    })
    expect(outputs).toEqual([
      {
        kind: 'table',
        title: 'rows[:2]',
        table: {
          columns: ['n', 'v'],
          rows: [
            ['a', 1],
            ['b', null],
          ],
          totalRows: 2,
          data: null,
        },
      },
      {
        kind: 'table',
        title: 'rows of 2026',
        table: {
          columns: ['n'],
          rows,
          totalRows: 1000,
          data: {
            attachmentId: 'att_inv_test1_1',
            name: 'rows-of-2026.csv',
            type: 'text/csv; charset=utf-8',
            sizeBytes: 9,
          },
        },
      },
    ])
  }))

test('Markdown is seen as Markdown', () =>
  inWorkspace(async (place) => {
    const { outputs } = await seen(place, { shown: [thing({ title: 'note', markdown: '# Hi' })] })
    expect(outputs).toEqual([{ kind: 'markdown', title: 'note', text: '# Hi' }])
  }))

test('however much a cell shows, what is kept of it to be seen is small, and the traceback is there', () =>
  inWorkspace(async (place) => {
    const wide = Array.from({ length: 200 }, () => '"'.repeat(400))
    const table = { columns: wide, rows: [wide, wide, wide], total: 3, csv: 'x'.repeat(3_000_000) }
    const shown = Array.from({ length: 100 }, (_, n) =>
      thing({ text: '\u0001'.repeat(20_000), at: n, ...(n % 2 ? { table } : {}), ...(n % 3 ? {} : { svg: '<svg/>' }) }),
    )
    const preview = await seen(place, { output: '\u0001'.repeat(2_000_000), shown, error: `${'e'.repeat(50_000)}end` })
    expect(JSON.stringify(preview).length).toBeLessThan(CODE_MAX_CHARS + 1000)
    expect(preview.outputs.length).toBeLessThanOrEqual(CODE_MAX_OUTPUTS)
    expect(preview.cut).toBe(true)
    expect(preview.outputs.at(-1)).toMatchObject({ kind: 'text', text: expect.stringMatching(/^e+end$/), cut: true })
  }))

test('a long output lies in a file, and the model reads its two ends', () =>
  inWorkspace(async (place) => {
    const output = `first${'x'.repeat(50_000)}last`
    const { content, preview } = await run(place, { output })
    const read = JSON.parse(String(content))
    expect(read.output).toMatch(/^firstx+\n…\nx+last$/)
    const note = 'The output has 50009 characters; the whole is in /mnt/okcomputer/tool-output/inv_test.txt.'
    expect(read.notes).toEqual([note])
    expect(await place.workspace.open('tool-output/inv_test.txt')?.text()).toBe(output)
    expect(preview).toMatchObject({ outputs: [{ text: expect.stringMatching(/^x+last$/), cut: true }, text(note)] })
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
    kind: 'code',
    title: 'print(1)',
    language: 'python',
    code: 'import csv\nprint(1)',
    outputs: [],
    failed: null,
  })
  for (const input of brokenInputs) Preview.parse(previewOf('ipython', input))
})
