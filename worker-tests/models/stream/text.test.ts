import { describe, expect, test } from 'vitest'
import { answerOf, bytes, chunk, counts, DONE, event } from '../../support/provider'

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
          ...counts(16, 300),
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
    const cut = bytes(`${pretty.join('\r\n')}\r\n\r\n`, 1)
    expect(await answerOf([...cut, chunk({}, 'stop')])).toMatchObject({ text: 'x', errors: [] })
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
