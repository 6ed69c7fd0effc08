import { expect, test } from 'vitest'
import { isPrivate } from '../../src/session/private-data'

test.each([
  { hasUpload: false, longestMessage: 0, expected: false },
  { hasUpload: false, longestMessage: 1000, expected: false },
  { hasUpload: false, longestMessage: 1001, expected: true },
  { hasUpload: true, longestMessage: 0, expected: true },
])('a conversation with $hasUpload uploads and a message of $longestMessage is $expected', ({ expected, ...given }) => {
  expect(isPrivate(given)).toBe(expected)
})
