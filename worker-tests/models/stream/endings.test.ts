import { describe, expect, test } from 'vitest'
import { endpointModel } from '../../../src/models/provider'
import {
  answerOf,
  BREAK,
  call,
  chunk,
  DONE,
  endpoint,
  hear,
  type Piece,
  patience,
  STALL,
  scriptedProvider,
} from '../../support/provider'

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

describe('a body without end is left, whatever it seems to be', () => {
  const endless = (start: string): Piece[] => [start, ...Array.from({ length: 90 }, () => 'x'.repeat(100_000)), STALL]

  test.each([
    ['a web page', '<html>', 'model_rejected'],
    ['one document', '{"choices":"', 'model_invalid'],
    ['one event', 'data: {"choices":"', 'model_invalid'],
  ])('%s', async (_, start, code) => {
    const provider = scriptedProvider({ body: endless(start) })
    const heard = await hear(endpointModel(endpoint, { ...patience, fetch: provider.fetch }))
    expect(heard.errors).toMatchObject([{ code }])
    expect(provider.closed).toBe(1)
  })

  test('an error', async () => {
    const provider = scriptedProvider({ status: 500, body: endless('It went wrong. ') })
    const failed = hear(endpointModel(endpoint, { ...patience, fetch: provider.fetch }))
    await expect(failed).rejects.toMatchObject({ statusCode: 500 })
    expect(provider.closed).toBe(1)
  })
})
