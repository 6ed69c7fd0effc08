import { describe, expect, test } from 'vitest'
import { answerOf, bytes, chunk, counts, DONE } from '../../support/provider'

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
    usage: counts(3, 4),
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

  test('megabytes of blanks before the answer, a few at a time, cost no more than the blanks', async () => {
    const blanks = Array.from({ length: 40_000 }, () => ' '.repeat(100))
    const heard = await answerOf([...blanks, JSON.stringify(completion)])
    expect(heard).toMatchObject({ text: 'Here', errors: [] })
  }, 60_000)

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
