import { expect, test } from 'vitest'
import { csvOf, tsvOf } from '../src/previews/csv'

test('commas, quotes and new lines are quoted as RFC 4180 says', () => {
  const csv = csvOf({
    columns: ['a,b', 'say "hi"'],
    rows: [
      ['one\ntwo', 'plain'],
      [null, true],
      [1.5, -2],
    ],
  })
  expect(csv).toBe('"a,b","say ""hi"""\r\n"one\ntwo",plain\r\n,true\r\n1.5,-2\r\n')
})

test.each(['=HYPERLINK("https://evil.invalid","open")', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])(
  'no spreadsheet runs %j',
  (cell) => {
    const [, row = ''] = csvOf({ columns: ['a'], rows: [[cell]] }).split(/(?<=^a\r\n)/)
    expect(row.replace(/^"/, '')).toMatch(/^'/)
    expect(tsvOf({ columns: ['a'], rows: [[cell]] }).split('\n')[1]).toMatch(/^'/)
  },
)

test('a head is no formula either', () => {
  expect(csvOf({ columns: ['=1+1'], rows: [] })).toBe("'=1+1\r\n")
})

test.each(['-5', '+5', '-1.25', '1e-3', '12.50'])('the number %s stays one', (cell) => {
  expect(csvOf({ columns: ['a'], rows: [[cell]] })).toBe(`a\r\n${cell}\r\n`)
})

test('what goes to the clipboard has one line a row', () => {
  expect(tsvOf({ columns: ['a', 'b'], rows: [['one\ttwo\nthree', 4]] })).toBe('a\tb\none two three\t4')
})
