import { describe, expect, test } from 'vitest'
import { answerOf, call, chunk, DONE } from '../../support/provider'

describe('tool calls', () => {
  const input = '{"file_path":"output/a.html","content":"<p class=\\"x\\">é</p>"}'

  test('arguments of one byte a piece', async () => {
    const heard = await answerOf([
      call([{ index: 0, id: 'call_1', type: 'function', function: { name: 'write', arguments: '' } }]),
      ...[...input].map((piece) => call([{ index: 0, function: { arguments: piece } }])),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(heard.calls).toEqual([{ id: 'call_1', name: 'write', input }])
    expect(heard.streamed).toEqual([input])
    expect(heard.finish?.unified).toBe('tool-calls')
  })

  const begin = (label: object, name: string) =>
    call([{ ...label, type: 'function', function: { name, arguments: '' } }])
  const more = (label: object, text: string) => call([{ ...label, function: { arguments: text } }])

  test.each<[string, object, object, object, object]>([
    ['by index', { index: 0, id: 'a' }, { index: 1, id: 'b' }, { index: 0 }, { index: 1 }],
    ['by id, without an index', { id: 'a' }, { id: 'b' }, { id: 'a' }, { id: 'b' }],
    [
      'by id, with index 0 for all',
      { index: 0, id: 'a' },
      { index: 0, id: 'b' },
      { index: 0, id: 'a' },
      { index: 0, id: 'b' },
    ],
    ['by index, without ids', { index: 0 }, { index: 1 }, { index: 0 }, { index: 1 }],
    ['by an index that is text', { index: '0', id: 'a' }, { index: '1', id: 'b' }, { index: '0' }, { index: '1' }],
    [
      'by index, with the same id',
      { index: 0, id: 'a' },
      { index: 1, id: 'a' },
      { index: 0, id: 'a' },
      { index: 1, id: 'a' },
    ],
  ])('two calls interleaved %s', async (_, first, second, firstAgain, secondAgain) => {
    const heard = await answerOf([
      begin(first, 'write'),
      more(firstAgain, '{"n":'),
      begin(second, 'write'),
      more(secondAgain, '{"m":'),
      more(firstAgain, '1'),
      more(secondAgain, '2'),
      more(firstAgain, '}'),
      more(secondAgain, '}'),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(heard.errors).toEqual([])
    expect(heard.calls.map(({ name, input }) => [name, input])).toEqual([
      ['write', '{"n":1}'],
      ['write', '{"m":2}'],
    ])
    expect(new Set(heard.calls.map(({ id }) => id)).size).toBe(2)
    expect(heard.streamed).toEqual(['{"n":1}', '{"m":2}'])
  })

  test('two calls in the same chunks, interleaved piece by piece, the higher index first', async () => {
    const heard = await answerOf([
      call([
        { index: 1, id: 'b', function: { name: 'two', arguments: '{' } },
        { index: 0, id: 'a', function: { name: 'one', arguments: '' } },
      ]),
      call([
        { index: 0, function: { arguments: '{}' } },
        { index: 1, function: { arguments: '"x":1}' } },
      ]),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(heard.calls).toEqual([
      { id: 'a', name: 'one', input: '{}' },
      { id: 'b', name: 'two', input: '{"x":1}' },
    ])
  })

  test('without index and id the last call goes on, and a name begins the next', async () => {
    const heard = await answerOf([
      begin({}, 'one'),
      more({}, '{"a"'),
      more({}, ':1}'),
      begin({}, 'two'),
      more({}, '{"b":'),
      more({}, '2}'),
      call([{ function: { name: 'two', arguments: '{"b":3}' } }]),
      chunk({}, 'stop'),
      DONE,
    ])
    expect(heard.calls.map(({ name, input }) => [name, input])).toEqual([
      ['one', '{"a":1}'],
      ['two', '{"b":2}'],
      ['two', '{"b":3}'],
    ])
    expect(heard.finish?.unified).toBe('tool-calls')
  })

  test('whole calls that all claim index 0', async () => {
    const whole = (id: string, text: string) => call([{ index: 0, id, function: { name: 'read', arguments: text } }])
    const heard = await answerOf([
      whole('a', '{"p":1}'),
      whole('b', '{"p":2}'),
      whole('c', '{"p":3}'),
      chunk({}, 'stop'),
      DONE,
    ])
    expect(heard.calls.map(({ id, input }) => [id, input])).toEqual([
      ['a', '{"p":1}'],
      ['b', '{"p":2}'],
      ['c', '{"p":3}'],
    ])
  })

  test('a name repeated in every piece, an id that comes late, a name that comes in pieces', async () => {
    const repeated = await answerOf([
      call([{ index: 0, id: 'a', function: { name: 'read', arguments: '{"p"' } }]),
      call([{ index: 0, id: 'a', function: { name: 'read', arguments: ':1}' } }]),
      call([{ index: 0, id: 'a', function: { name: 'read', arguments: '' } }]),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(repeated.calls).toEqual([{ id: 'a', name: 'read', input: '{"p":1}' }])
    const late = await answerOf([
      call([{ index: 0, function: { name: 're', arguments: '' } }]),
      call([{ index: 0, id: 'late', function: { name: 'ad' } }]),
      call([{ index: 0, function: { name: null, arguments: '{}' } }]),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(late.calls).toEqual([{ id: 'late', name: 'read', input: '{}' }])
  })

  test('no id, an empty id, arguments before the name', async () => {
    const heard = await answerOf([
      call([{ index: 0, id: '', function: { arguments: '{"a"' } }]),
      call([{ index: 0, id: '', function: { name: 'read', arguments: ':1}' } }]),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(heard.calls).toMatchObject([{ name: 'read', input: '{"a":1}' }])
    expect(heard.calls[0]?.id).not.toBe('')
  })

  test('empty lists, null, and entries that say nothing are no calls', async () => {
    const heard = await answerOf([
      chunk({ content: 'a', tool_calls: [] }),
      chunk({ content: 'b', tool_calls: null }),
      chunk({ tool_calls: [{ index: 0, id: null, function: { name: null, arguments: '' } }] }),
      chunk({ tool_calls: [] }, 'stop'),
      DONE,
    ])
    expect(heard).toMatchObject({ text: 'ab', calls: [], finish: { unified: 'stop' }, errors: [] })
  })

  test('arguments that are an object, or missing', async () => {
    const heard = await answerOf([
      call([
        { index: 0, id: 'a', function: { name: 'write', arguments: { n: 1 } } },
        { index: 1, id: 'b', function: { name: 'todo_read' } },
      ]),
      chunk({}, 'tool_calls'),
      DONE,
    ])
    expect(heard.calls).toEqual([
      { id: 'a', name: 'write', input: '{"n":1}' },
      { id: 'b', name: 'todo_read', input: '' },
    ])
  })

  test('arguments that are no JSON come out as they are, and a call without a name is not lost', async () => {
    const heard = await answerOf([
      call([
        { index: 0, id: 'a', function: { name: 'write', arguments: '{"file_path": "x", "content": "unfinished' } },
      ]),
      call([{ index: 1, id: 'b', function: { arguments: '{}' } }]),
      chunk({}, 'length'),
      DONE,
    ])
    expect(heard.calls).toEqual([
      { id: 'a', name: 'write', input: '{"file_path": "x", "content": "unfinished' },
      { id: 'b', name: 'unknown_tool', input: '{}' },
    ])
    expect(heard.finish?.unified).toBe('length')
  })

  test('the legacy function_call', async () => {
    const heard = await answerOf([
      chunk({ role: 'assistant', content: null, function_call: { name: 'read', arguments: '' } }),
      chunk({ function_call: { arguments: '{"p"' } }),
      chunk({ function_call: { arguments: ':1}' } }),
      chunk({}, 'function_call'),
      DONE,
    ])
    expect(heard.calls).toMatchObject([{ name: 'read', input: '{"p":1}' }])
    expect(heard.finish?.unified).toBe('tool-calls')
  })
})
