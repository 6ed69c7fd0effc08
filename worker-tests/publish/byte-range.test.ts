import { expect, test } from 'vitest'
import { byteRange } from '../../src/publish/byte-range'

test.each([
  ['bytes=0-0', { offset: 0, length: 1 }],
  ['bytes=2-5', { offset: 2, length: 4 }],
  ['bytes=7-', { offset: 7, length: 3 }],
  ['bytes=7-99', { offset: 7, length: 3 }],
  ['bytes=-3', { offset: 7, length: 3 }],
  ['bytes=-99', { offset: 0, length: 10 }],
  ['BYTES = 1 - 1', { offset: 1, length: 1 }],
])('%s of ten bytes is a part', (header, part) => expect(byteRange(header, 10)).toEqual(part))

test.each([null, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=a-b', 'items=0-1', 'bytes=0-1,3-4', 'bytes=1.5-2'])(
  '%s is answered with the whole',
  (header) => expect(byteRange(header, 10)).toBe('whole'),
)

test.each(['bytes=10-', 'bytes=10-12', 'bytes=99999999999999999999-', 'bytes=-0'])(
  '%s lies past the end of ten bytes',
  (header) => expect(byteRange(header, 10)).toBe('unsatisfiable'),
)

test.each(['bytes=0-', 'bytes=0-5', 'bytes=-5'])('%s of an empty file is the whole', (header) =>
  expect(byteRange(header, 0)).toBe('whole'),
)
