import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, test, vi } from 'vitest'
import { demoModel } from '../../../src/models/demo/demo-model'
import { model, play, tools, user, workspace } from '../../support/demo'
import { hear } from '../../support/provider'

describe('as a model', () => {
  test('the same prompt gets the same answer, and its usage is unknown', async () => {
    const prompt = [user('Make me a page for my bakery in Lyon')]
    const heard = await hear(model, { prompt, tools })
    expect(await hear(model, { prompt, tools })).toEqual(heard)
    expect(heard.usage).toEqual([undefined, undefined, undefined, undefined])
    expect(heard.streamed).toEqual(heard.calls.map(({ input }) => input))
    expect(heard.model).toBe('demo')
  })

  test('calls of later steps and turns have ids of their own', async () => {
    const prompt: LanguageModelV4Prompt = []
    const run = workspace()
    const steps = [...(await play(prompt, 'Todo: a, b', run)), ...(await play(prompt, 'Todo: c, d', run))]
    const ids = steps.flatMap((step) => step.calls.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('an image that a tool read is not taken for a wish', async () => {
    const prompt: LanguageModelV4Prompt = [
      user('Count to 3'),
      {
        role: 'user',
        content: [
          { type: 'text', text: 'The images that the tool read: a.png' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array(1) } },
        ],
      },
    ]
    expect((await hear(model, { prompt })).text).toBe('1, 2, 3.')
  })

  test('it keeps its pace, and a stop ends it at once', async () => {
    vi.useFakeTimers()
    try {
      const caller = new AbortController()
      const { stream } = await demoModel({ paceMs: 100 }).doStream({
        prompt: [user('Count to 500')],
        abortSignal: caller.signal,
      })
      let text = ''
      const ended = (async () => {
        for await (const part of stream) if (part.type === 'text-delta') text += part.delta
      })().catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(250)
      expect(text).toBe('1, 2, ')
      caller.abort()
      await vi.advanceTimersByTimeAsync(0)
      expect(await ended).toMatchObject({ name: 'AbortError' })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
