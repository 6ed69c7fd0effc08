import { expect, test } from 'vitest'
import { nanoUsdOf, pricesOf } from '../../src/models/prices'

const counted = (inputTokens: number | null, cachedTokens: number | null, outputTokens: number | null) => ({
  inputTokens,
  cachedTokens,
  outputTokens,
  reasoningTokens: null,
})

test('a price belongs to a model and to who sells it', () => {
  expect(pricesOf({ host: 'api.openai.com' }, 'gpt-4.1')).toEqual({ input: 2, cachedInput: 0.5, output: 8 })
  expect(pricesOf({ host: 'api.openai.com' }, 'gpt-4.1-2025-04-14')).toEqual({ input: 2, cachedInput: 0.5, output: 8 })
  expect(pricesOf('workers-ai', '@cf/openai/gpt-oss-120b')).toMatchObject({ input: 0.35 })
  expect(pricesOf({ host: 'proxy.example' }, 'gpt-4.1')).toBeNull()
  expect(pricesOf({ host: 'api.openai.com' }, 'gpt-4.1-turbo')).toBeNull()
  expect(pricesOf({ host: 'constructor' }, 'gpt-4.1')).toBeNull()
})

test('cached tokens are a part of the input and cost their own price', () => {
  const prices = { input: 2, cachedInput: 0.5, output: 8 }
  expect(nanoUsdOf(counted(1_000_000, 0, 0), prices)).toBe(2e9)
  expect(nanoUsdOf(counted(1_000_000, 400_000, 1000), prices)).toBe(1.2e9 + 0.2e9 + 8e6)
  expect(nanoUsdOf(counted(10, 500, 0), prices)).toBe(5000)
  expect(nanoUsdOf(counted(1, null, 1), { input: 0.0605, cachedInput: 0.0605, output: 0.4 })).toBe(461)
})

test('what nobody counted or priced is unknown, never free', () => {
  expect(nanoUsdOf(counted(100, 0, 100), null)).toBeNull()
  expect(nanoUsdOf(counted(null, null, 100), { input: 1, cachedInput: 1, output: 1 })).toBeNull()
  expect(nanoUsdOf(counted(100, null, null), { input: 1, cachedInput: 1, output: 1 })).toBeNull()
})
