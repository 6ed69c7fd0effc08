import { describe, expect, test } from 'vitest'
import { answerOf, chunk, counts, DONE, event, type Piece } from '../../support/provider'

describe('usage', () => {
  test.each<[string, Piece[], (number | undefined)[]]>([
    ['none at all is unknown', [chunk({ content: 'a' }, 'stop')], [undefined, undefined, undefined, undefined]],
    [
      'null in every chunk is unknown',
      [chunk({ content: 'a' }, 'stop', { usage: null })],
      [undefined, undefined, undefined, undefined],
    ],
    [
      'counts without details',
      [chunk({ content: 'a' }, 'stop', { usage: counts(5, 2) })],
      [5, undefined, 2, undefined],
    ],
    [
      'zeros that were sent are zeros',
      [chunk({}, 'stop', { usage: { ...counts(5, 0), prompt_tokens_details: { cached_tokens: 0 } } })],
      [5, 0, 0, undefined],
    ],
    [
      'cumulative in every chunk',
      [
        chunk({ content: 'a' }, null, { usage: counts(5, 1) }),
        chunk({ content: 'b' }, 'stop', { usage: counts(5, 2) }),
      ],
      [5, undefined, 2, undefined],
    ],
    [
      'inside x_groq',
      [chunk({ content: 'a' }), chunk({}, 'stop', { x_groq: { id: 'req_1', usage: counts(210, 15) } })],
      [210, undefined, 15, undefined],
    ],
    [
      'inside the choice',
      [
        event({
          choices: [
            { index: 0, delta: { content: 'a' }, finish_reason: 'stop', usage: { ...counts(8, 3), cached_tokens: 6 } },
          ],
        }),
      ],
      [8, 6, 3, undefined],
    ],
    [
      'cached tokens by another name',
      [chunk({}, 'stop', { usage: { ...counts(9, 1), prompt_cache_hit_tokens: 4 } })],
      [9, 4, 1, undefined],
    ],
    [
      'numbers that are none',
      [chunk({}, 'stop', { usage: { prompt_tokens: 'many', completion_tokens: null } })],
      [undefined, undefined, undefined, undefined],
    ],
    [
      'before the end, then null',
      [chunk({ content: 'a' }, 'stop', { usage: counts(5, 2) }), event({ choices: [], usage: null })],
      [5, undefined, 2, undefined],
    ],
  ])('%s', async (_, body, expected) => {
    const heard = await answerOf([...body, DONE])
    expect(heard.errors).toEqual([])
    expect(heard.usage).toEqual(expected)
  })
})
