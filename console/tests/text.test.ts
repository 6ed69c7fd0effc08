import { afterEach, expect, test } from 'vitest'
import { ApiProblem } from '../src/api'
import { language } from '../src/state/settings'
import { en } from '../src/text/en'
import { formatBytes, formatDuration, formatNumber } from '../src/text/numbers'
import { sentenceFor, text } from '../src/text/text'
import { zh } from '../src/text/zh'

afterEach(() => {
  language.value = 'en'
})

const keysOf = (words: object, at = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && key !== 'problems' ? keysOf(value, `${at}${key}.`) : [`${at}${key}`],
  )

test('both languages have the same words', () => {
  expect(keysOf(zh).sort()).toEqual(keysOf(en).sort())
})

test('no word is empty, and none was left in the other language', () => {
  for (const [key, value] of Object.entries(zh)) {
    if (typeof value !== 'string' || key === 'appName') continue
    expect(value).toMatch(/\p{Script=Han}/u)
  }
  for (const value of Object.values(en))
    if (typeof value === 'string') expect(value).not.toMatch(/^\s*$|\p{Script=Han}/u)
})

test('the language changes every word at once', () => {
  language.value = 'zh'
  expect(text.value.send).toBe('发送')
  expect(document.documentElement.lang).toBe('zh-CN')
})

test('what nobody counted is unknown, never zero', () => {
  expect(formatNumber(null)).toBe('unknown')
  expect(formatDuration(null)).toBe('unknown')
  expect(formatBytes(null)).toBe('unknown')
  expect(formatNumber(0)).toBe('0')
})

test.each([
  [0, '<1 ms'],
  [8, '8 ms'],
  [240, '0.2 s'],
  [4_000, '4.0 s'],
  [12_400, '12 s'],
  [59_900, '1 min 0 s'],
  [185_000, '3 min 5 s'],
])('%i ms reads %s', (ms, words) => expect(formatDuration(ms)).toBe(words))

test.each([
  [999, '999 B'],
  [18_000, '18 KB'],
  [999_700, '1.0 MB'],
  [2_100_000, '2.1 MB'],
])('%i bytes read %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words))

test('a problem speaks with the server’s sentence, and says what to do where it has none', () => {
  expect(sentenceFor(new ApiProblem('upload_limit', 'Delete one first.'))).toBe('Delete one first.')
  expect(sentenceFor(new Error('boom'))).toBe(en.unexpected)
})
