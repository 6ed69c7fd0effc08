import { describe, expect, test } from 'vitest'
import { answerOf, chunk, DONE, event, KEY } from '../../support/provider'

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
    const heard = await answerOf([event({ error: { message: `No such key: ${KEY}` } })])
    expect(JSON.stringify(heard.errors)).not.toContain(KEY)
  })

  test('our own key is not repeated by half where its quote is cut', async () => {
    const heard = await answerOf([`data: ${'x'.repeat(119 - KEY.length / 2)} ${KEY}\n\n`])
    expect(heard.errors).toMatchObject([{ code: 'model_invalid' }])
    expect(JSON.stringify(heard.errors)).not.toContain(KEY.slice(0, KEY.length / 2 - 1))
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
