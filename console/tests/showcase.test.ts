import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Preview } from '../../src/wire/preview'
import { isWorthOpening, Showcase } from '../src/state/showcase'
import type { TalkMessage, ToolPart } from '../src/state/talk-shapes'
import { examples } from './support/preview-examples'

function call(invocationId: string, preview: Preview | null, phase: ToolPart['phase'] = 'ended'): ToolPart {
  const rest = {
    input: {},
    status: 'success',
    output: '',
    durationMs: 1,
    startedAt: null,
    error: null,
    watched: false,
  } as const
  return { type: 'tool', invocationId, name: 'mshtools-ipython', preview, phase, ...rest }
}

function messagesOf(...parts: ToolPart[]) {
  const message: TalkMessage = {
    id: 'm',
    parentId: null,
    role: 'assistant',
    turnId: 't',
    createdAt: 1,
    parts,
    usage: null,
    sending: false,
  }
  return signal([message])
}

test('what code showed stands beside the code, printed text does not', () => {
  const { items } = new Showcase(messagesOf(call('c1', examples.code.preview), call('c2', examples.text.preview)))
  expect(items.value.map(({ key, preview }) => [key, preview.kind])).toEqual([
    ['c1', 'code'],
    ['c1/1', 'table'],
    ['c1/2', 'image'],
    ['c2', 'text'],
  ])
})

test('the workbench shows the newest chart, table or picture until something is chosen', () => {
  const messages = messagesOf(call('c1', examples.chart.preview), call('c2', examples.terminal.preview))
  const showcase = new Showcase(messages)
  expect(showcase.newest.value?.key).toBe('c1')
  expect(showcase.offered.value.map(({ key }) => key)).toEqual(['c1'])
  showcase.choose('c2')
  expect(showcase.chosen.value?.key).toBe('c2')
  expect(showcase.offered.value.map(({ key }) => key)).toEqual(['c2', 'c1'])
})

test('what is still being written is not shown elsewhere', () => {
  const { items } = new Showcase(messagesOf(call('c1', examples.file.preview, 'preparing'), call('c2', null)))
  expect(items.value).toEqual([])
})

test('the full view goes from one to the next, and ends where the last one does', () => {
  const messages = messagesOf(call('c1', examples.chart.preview), call('c2', examples.text.preview))
  const { fullAt, openFull, step, closeFull } = new Showcase(messages)
  expect(fullAt.value).toBe(-1)
  openFull('c1')
  step(-1)
  expect(fullAt.value).toBe(0)
  step(1)
  step(1)
  expect(fullAt.value).toBe(1)
  messages.value = []
  expect(fullAt.value).toBe(-1)
  closeFull()
})

test('charts, tables and pictures open the workbench, also out of code', () => {
  expect(isWorthOpening(examples.chart.preview)).toBe(true)
  expect(isWorthOpening(examples.code.preview)).toBe(true)
  expect(isWorthOpening(examples.terminal.preview)).toBe(false)
  expect(isWorthOpening(null)).toBe(false)
})
