import { expect, test } from 'vitest'
import type { Preview } from '../../src/wire/preview'
import { objectOf, outcomeOf } from '../src/parts/tool-words'
import type { ToolPart } from '../src/state/talk-shapes'
import { examples } from './support/preview-examples'

function row(preview: Preview, name = 'mshtools-ipython'): string[] {
  const rest = { input: {}, status: 'success', output: '', durationMs: 1, startedAt: null, error: null } as const
  const tool: ToolPart = { type: 'tool', invocationId: 'c', name, preview, phase: 'ended', watched: false, ...rest }
  return [objectOf(tool), outcomeOf(tool)]
}

test('a row says in a few words what came of a call', () => {
  expect(row(examples.table.preview)).toEqual(['Cities', '12,345 rows'])
  expect(row(examples.chart.preview)).toEqual(['Sales by month', 'Line chart'])
  expect(row(examples.code.preview)).toEqual(['Count the cities', 'failed'])
  expect(row({ ...examples.code.preview, failed: false } as Preview)[1]).toBe('1 table · 1 picture')
  expect(row(examples.markdown.preview, 'mshtools-read_file')).toEqual(['report.md', ''])
  expect(row(examples.image.preview, 'mshtools-read_file')).toEqual(['cat.png', '2.1 MB'])
  const known: Preview = { kind: 'image', title: 'A cat', path: 'cat.png', sizeBytes: 9, width: 640, height: 480 }
  expect(row(known, 'mshtools-read_file')).toEqual(['cat.png', '640 × 480'])
})

test('code that showed nothing says nothing', () => {
  expect(row({ kind: 'code', title: 'x', language: 'python', code: 'x = 1', outputs: [], failed: false })).toEqual([
    'x',
    '',
  ])
})
