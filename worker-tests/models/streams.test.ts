import { describe, expect, test } from 'vitest'
import { endpointModel } from '../../src/models/provider'
import { BREAK, chunk, DONE, event, type Heard, hear, type Piece, STALL, scriptedProvider } from '../support/provider'

const endpoint = { baseUrl: 'http://model.test/v1', query: {}, model: 'scripted', apiKey: 'sk-test-0123456789' }
const patience = { firstByteMs: 300_000, betweenBytesMs: 60_000 }

async function answerOf(body: Piece[], headers?: Record<string, string>): Promise<Heard> {
  const provider = scriptedProvider({ body, ...(headers ? { headers } : {}) })
  return hear(endpointModel(endpoint, { ...patience, fetch: provider.fetch }))
}

const call = (entries: unknown[]) => chunk({ tool_calls: entries })
const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})
const bytes = (text: string, size: number): Uint8Array[] => {
  const all = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
}

describe('text and reasoning', () => {
  test('plain text with usage in a last chunk that has no choices', async () => {
    const heard = await answerOf([
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Good' }),
      chunk({ content: ' morning' }),
      chunk({}, 'stop'),
      event({
        choices: [],
        usage: {
          ...usage(16, 300),
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 7 },
        },
      }),
      DONE,
    ])
    expect(heard).toMatchObject({
      text: 'Good morning',
      reasoning: '',
      errors: [],
      model: 'scripted-1',
      responseId: 'chatcmpl-1',
    })
    expect(heard.usage).toEqual([16, 4, 300, 7])
    expect(heard.finish).toEqual({ unified: 'stop', raw: 'stop' })
  })

  test('every cut of the bytes gives the same: UTF-8, line ends and JSON split anywhere', async () => {
    const stream = [
      chunk({ reasoning_content: '思考…' }),
      chunk({ content: 'Zoë: “日本” 👩‍🍳\n' }),
      chunk({ content: '\r\nfin' }, 'stop'),
      DONE,
    ].join('')
    for (const size of [1, 2, 3, 7, 64]) {
      const heard = await answerOf(bytes(`\uFEFF${stream}`, size))
      expect(heard).toMatchObject({ reasoning: '思考…', text: 'Zoë: “日本” 👩‍🍳\n\r\nfin', errors: [] })
    }
  })

  test.each([
    ['CRLF', '\r\n'],
    ['a lone CR', '\r'],
    ['LF', '\n'],
  ])('%s ends lines', async (_, end) => {
    const lines = [
      'event: message',
      ': a comment',
      'id: 7',
      'retry: 10',
      `data:${JSON.stringify({ choices: [{ delta: { content: 'a' } }] })}`,
      '',
    ]
    const last = [
      `data: ${JSON.stringify({ choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] })}`,
      '',
      'data: [DONE]',
      '',
      '',
    ]
    const stream = [...lines, ': OPENROUTER PROCESSING', '', ...last].join(end)
    for (const size of [1, 5, 4096])
      expect(await answerOf(bytes(stream, size))).toMatchObject({ text: 'ab', errors: [] })
  })

  test('several data lines make one event, and events without blank lines between are still separate', async () => {
    const pretty = JSON.stringify({ choices: [{ delta: { content: 'x' } }] }, null, 1)
      .split('\n')
      .map((line) => `data: ${line}`)
    expect(await answerOf([`${pretty.join('\n')}\n\n`, chunk({}, 'stop')])).toMatchObject({ text: 'x', errors: [] })
    const run = [chunk({ content: 'x' }), chunk({ content: 'y' }, 'stop'), DONE].join('').replaceAll('\n\n', '\n')
    expect(await answerOf([run])).toMatchObject({ text: 'xy', errors: [] })
  })

  test('content as parts, as null, and as an object', async () => {
    const heard = await answerOf([
      chunk({ content: null }),
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
      chunk({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      chunk({ content: [] }),
      chunk({ content: { type: 'text', text: 'c' } }),
      chunk({}, 'stop'),
      DONE,
    ])
    expect(heard).toMatchObject({ text: 'abc', reasoning: 'hm', errors: [] })
  })

  test.each([
    ['reasoning_content', { reasoning_content: 'why' }],
    ['reasoning', { reasoning: 'why' }],
    ['reasoning beside an empty reasoning_content', { reasoning_content: '', reasoning: 'why' }],
    [
      'reasoning_details',
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'wh' },
          { type: 'reasoning.summary', summary: 'y' },
        ],
      },
    ],
    [
      'two fields with the same text',
      { reasoning: 'why', reasoning_details: [{ type: 'reasoning.text', text: 'why' }] },
    ],
  ])('reasoning as %s', async (_, delta) => {
    const heard = await answerOf([chunk(delta), chunk({ content: 'so' }), chunk({}, 'stop'), DONE])
    expect(heard).toMatchObject({ reasoning: 'why', text: 'so', errors: [] })
  })

  test('an odd role, a float as time and unknown fields harm nothing', async () => {
    const odd = {
      id: 5,
      created: 1.5e9 + 0.25,
      model: null,
      choices: [{ index: 0, delta: { role: 'model', content: 'a', annotations: [] } }],
    }
    expect(await answerOf([event(odd), chunk({}, 'stop'), DONE])).toMatchObject({ text: 'a', errors: [] })
  })

  test('a refusal is text', async () => {
    const heard = await answerOf([
      chunk({ refusal: 'I cannot ' }),
      chunk({ refusal: 'help.' }),
      chunk({}, 'stop'),
      DONE,
    ])
    expect(heard).toMatchObject({ text: 'I cannot help.', finish: { unified: 'content-filter' } })
  })
})

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

describe('usage', () => {
  test.each<[string, Piece[], (number | undefined)[]]>([
    ['none at all is unknown', [chunk({ content: 'a' }, 'stop')], [undefined, undefined, undefined, undefined]],
    [
      'null in every chunk is unknown',
      [chunk({ content: 'a' }, 'stop', { usage: null })],
      [undefined, undefined, undefined, undefined],
    ],
    ['counts without details', [chunk({ content: 'a' }, 'stop', { usage: usage(5, 2) })], [5, undefined, 2, undefined]],
    [
      'zeros that were sent are zeros',
      [chunk({}, 'stop', { usage: { ...usage(5, 0), prompt_tokens_details: { cached_tokens: 0 } } })],
      [5, 0, 0, undefined],
    ],
    [
      'cumulative in every chunk',
      [chunk({ content: 'a' }, null, { usage: usage(5, 1) }), chunk({ content: 'b' }, 'stop', { usage: usage(5, 2) })],
      [5, undefined, 2, undefined],
    ],
    [
      'inside x_groq',
      [chunk({ content: 'a' }), chunk({}, 'stop', { x_groq: { id: 'req_1', usage: usage(210, 15) } })],
      [210, undefined, 15, undefined],
    ],
    [
      'inside the choice',
      [
        event({
          choices: [
            { index: 0, delta: { content: 'a' }, finish_reason: 'stop', usage: { ...usage(8, 3), cached_tokens: 6 } },
          ],
        }),
      ],
      [8, 6, 3, undefined],
    ],
    [
      'cached tokens by another name',
      [chunk({}, 'stop', { usage: { ...usage(9, 1), prompt_cache_hit_tokens: 4 } })],
      [9, 4, 1, undefined],
    ],
    [
      'numbers that are none',
      [chunk({}, 'stop', { usage: { prompt_tokens: 'many', completion_tokens: null } })],
      [undefined, undefined, undefined, undefined],
    ],
    [
      'before the end, then null',
      [chunk({ content: 'a' }, 'stop', { usage: usage(5, 2) }), event({ choices: [], usage: null })],
      [5, undefined, 2, undefined],
    ],
  ])('%s', async (_, body, expected) => {
    const heard = await answerOf([...body, DONE])
    expect(heard.errors).toEqual([])
    expect(heard.usage).toEqual(expected)
  })
})

describe('ends', () => {
  test('no [DONE] after a finish reason is fine', async () => {
    const heard = await answerOf([chunk({ content: 'a' }), chunk({}, 'stop')])
    expect(heard).toMatchObject({ text: 'a', errors: [], finish: { unified: 'stop' } })
  })

  test('the last event may lack its blank line', async () => {
    const heard = await answerOf([chunk({ content: 'a' }), chunk({ content: 'b' }, 'stop').trimEnd()])
    expect(heard).toMatchObject({ text: 'ab', errors: [] })
  })

  test('[DONE] without a finish reason ends the answer as whole', async () => {
    const text = await answerOf([chunk({ content: 'a' }), DONE])
    expect(text).toMatchObject({ text: 'a', errors: [], finish: { unified: 'stop' } })
    const called = await answerOf([call([{ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }]), DONE])
    expect(called.finish?.unified).toBe('tool-calls')
  })

  test('what follows [DONE] is not read, and the connection is closed', async () => {
    const provider = scriptedProvider({ body: [chunk({ content: 'a' }, 'stop'), DONE, chunk({ content: 'b' }), STALL] })
    const heard = await hear(endpointModel(endpoint, { ...patience, fetch: provider.fetch }))
    expect(heard).toMatchObject({ text: 'a', errors: [] })
    expect(provider.closed).toBe(1)
  })

  test.each<[string, Piece[]]>([
    ['the stream ends', [chunk({ content: 'half of' })]],
    ['the stream ends inside an event', [chunk({ content: 'half of' }), 'data: {"choices":[{"del']],
  ])('%s without a finish reason: all text, then model_truncated', async (_, body) => {
    const heard = await answerOf(body)
    expect(heard.text).toBe('half of')
    expect(heard.errors).toMatchObject([{ code: 'model_truncated' }])
    expect(heard.finish?.unified).toBe('error')
  })

  test('the connection breaks: all text, then model_unreachable; after the finish reason it is no matter', async () => {
    const broken = await answerOf([chunk({ content: 'half of' }), BREAK])
    expect(broken.text).toBe('half of')
    expect(broken.errors).toMatchObject([{ code: 'model_unreachable' }])
    expect(await answerOf([chunk({ content: 'all' }, 'stop'), BREAK])).toMatchObject({ text: 'all', errors: [] })
  })

  test('an empty stream', async () => {
    for (const body of [[], [DONE], [': ping\n\n']]) {
      expect((await answerOf(body)).errors).toMatchObject([{ code: 'model_invalid' }])
    }
  })
})

describe('errors in the stream', () => {
  test.each<[string, string, object]>([
    [
      'an object',
      event({ error: { message: 'Overloaded', type: 'server_error', code: 503 } }),
      { message: 'Overloaded', param: { status: 503 } },
    ],
    ['a text', event({ error: 'It went wrong' }), { message: 'It went wrong' }],
    [
      'code and message',
      event({ code: 'InternalError', message: 'It went wrong' }),
      { message: 'It went wrong', code: 'InternalError' },
    ],
    ['object: error', event({ object: 'error', message: 'It went wrong', code: 400 }), { message: 'It went wrong' }],
    [
      'type: error',
      event({ type: 'error', error: { type: 'overloaded_error', message: 'It went wrong' } }),
      { type: 'overloaded_error' },
    ],
    [
      'beside choices',
      event({
        choices: [{ delta: { content: '' }, finish_reason: 'error' }],
        error: { code: 502, message: 'It went wrong' },
      }),
      { message: 'It went wrong' },
    ],
    ['an event named error', 'event: error\ndata: It went wrong\n\n', { message: 'It went wrong' }],
    [
      'an event named error, with JSON',
      'event: error\ndata: {"message":"It went wrong"}\n\n',
      { message: 'It went wrong' },
    ],
    [
      'a list of errors',
      event({ success: false, errors: [{ code: 7000, message: 'It went wrong' }] }),
      { message: 'It went wrong' },
    ],
  ])('%s comes after all text', async (_, failure, expected) => {
    const heard = await answerOf([chunk({ content: 'so far' }), failure, chunk({ content: 'never' }), DONE])
    expect(heard.text).toBe('so far')
    expect(heard.errors).toMatchObject([expected])
    expect(heard.finish?.unified).toBe('error')
  })

  test('our own key is not repeated', async () => {
    const heard = await answerOf([event({ error: { message: `No such key: ${endpoint.apiKey}` } })])
    expect(JSON.stringify(heard.errors)).not.toContain(endpoint.apiKey)
  })

  test('error: null is none', async () => {
    expect(await answerOf([chunk({ content: 'a' }, 'stop', { error: null }), DONE])).toMatchObject({
      text: 'a',
      errors: [],
    })
  })

  test('data that is no JSON', async () => {
    const heard = await answerOf([
      chunk({ content: 'a' }),
      'data: {"choices": nonsense}\n\n',
      chunk({ content: 'b' }, 'stop'),
    ])
    expect(heard.text).toBe('a')
    expect(heard.errors).toMatchObject([{ code: 'model_invalid' }])
  })
})

describe('answers that are no event stream', () => {
  const completion = {
    id: 'cmpl-9',
    object: 'chat.completion',
    model: 'scripted-1',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Here',
          reasoning_content: 'hm',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{"p":1}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage: usage(3, 4),
  }

  test.each([
    ['plain JSON', JSON.stringify(completion)],
    ['indented JSON', `\n${JSON.stringify(completion, null, 2)}`],
  ])('%s, although a stream was asked for', async (_, body) => {
    const heard = await answerOf(bytes(body, 10), { 'content-type': 'application/json' })
    expect(heard).toMatchObject({
      text: 'Here',
      reasoning: 'hm',
      calls: [{ id: 'a', name: 'read', input: '{"p":1}' }],
      usage: [3, undefined, 4, undefined],
      errors: [],
    })
  })

  test('one JSON chunk a line', async () => {
    const body = [
      { choices: [{ delta: { content: 'a' } }] },
      { choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] },
    ]
    expect(await answerOf([body.map((line) => JSON.stringify(line)).join('\n')])).toMatchObject({
      text: 'ab',
      errors: [],
    })
  })

  test.each([['text/plain'], ['']])('an event stream of type "%s"', async (type) => {
    const heard = await answerOf([chunk({ content: 'a' }, 'stop'), DONE], type ? { 'content-type': type } : {})
    expect(heard).toMatchObject({ text: 'a', errors: [] })
  })

  test('an error with status 200, and a web page', async () => {
    expect(
      (await answerOf([JSON.stringify({ error: { message: 'No credit', code: 'insufficient_quota' } })])).errors,
    ).toMatchObject([{ code: 'insufficient_quota' }])
    expect((await answerOf(['<!doctype html><title>Welcome</title>'])).errors).toMatchObject([
      { code: 'model_rejected' },
    ])
  })
})
