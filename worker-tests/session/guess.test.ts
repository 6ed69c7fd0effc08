import { expect, test } from 'vitest'
import type { Prompt } from '../../src/agent/context'
import { guessOf, NO_GUESS } from '../../src/session/guess'
import { UNKNOWN_USAGE } from '../../src/session/steps'

const prices = { input: 1, cachedInput: 0.5, output: 2 }
const prompt: Prompt = [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(3000) }] }]
const asked = { prompt, tools: [] }

test('what was told in full is not guessed', () => {
  const usage = { ...UNKNOWN_USAGE, inputTokens: 10, outputTokens: 2 }
  expect(guessOf(asked, { usage, receivedBytes: 900 }, prices)).toEqual(NO_GUESS)
})

test('what was told in part is guessed for the rest, and its price for the whole', () => {
  const usage = { ...UNKNOWN_USAGE, inputTokens: 1000, cachedTokens: 400 }
  expect(guessOf(asked, { usage, receivedBytes: 900 }, prices)).toEqual({ tokens: 300, nanoUsd: 1_400_000 })
})

test('what was not told is guessed by size, text in bytes and pictures each alike', () => {
  const nothing = { usage: UNKNOWN_USAGE, receivedBytes: 0 }
  const { tokens, nanoUsd } = guessOf(asked, nothing, prices)
  expect(tokens).toBeGreaterThan(1000)
  expect(tokens).toBeLessThan(1100)
  expect(nanoUsd).toBe(1000 * tokens)
  const image = { type: 'file' as const, mediaType: 'image/png' }
  const shown: Prompt = [
    { role: 'user', content: [{ ...image, data: { type: 'data', data: new Uint8Array(5_000_000) } }] },
  ]
  expect(guessOf({ ...asked, prompt: shown }, nothing, null)).toEqual({ tokens: expect.any(Number), nanoUsd: 0 })
  expect(guessOf({ ...asked, prompt: shown }, nothing, null).tokens).toBeLessThan(1600)
})

test('arguments that a model nested without measure have a size too', () => {
  let input: unknown = 'x'
  for (let depth = 0; depth < 100_000; depth++) input = [input]
  const nested: Prompt = [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'shell', input }] },
  ]
  const { tokens } = guessOf({ prompt: nested, tools: [] }, { usage: UNKNOWN_USAGE, receivedBytes: 0 }, null)
  expect(tokens).toBeGreaterThan(30_000)
})
