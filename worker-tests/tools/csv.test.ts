import { expect, test } from 'vitest'
import { CsvReader, readCsv } from '../../src/tools/csv'
import { fitTable } from '../../src/tools/table-preview'
import { TABLE_MAX_CHARS } from '../../src/wire/table'

const rowsOf = (text: string) => {
  const { columns, rows } = readCsv(text)
  return [columns, ...rows]
}

test.each<[string, string, unknown[][]]>([
  [
    'plain',
    'a,b\n1,x\n',
    [
      ['a', 'b'],
      [1, 'x'],
    ],
  ],
  [
    'with quotes',
    'a,b\n"1, 2","say ""hi"""\n',
    [
      ['a', 'b'],
      ['1, 2', 'say "hi"'],
    ],
  ],
  [
    'with lines in a field',
    'a,b\r\n"one\r\ntwo",2\r\n',
    [
      ['a', 'b'],
      ['one\r\ntwo', 2],
    ],
  ],
  [
    'with empty fields',
    'a,b,c\n,,\n1,,3',
    [
      ['a', 'b', 'c'],
      ['', '', ''],
      [1, '', 3],
    ],
  ],
  ['without its last line end', 'a\nb', [['a'], ['b']]],
  [
    'with an empty quoted field last',
    'a,b\n1,""',
    [
      ['a', 'b'],
      [1, ''],
    ],
  ],
  [
    'by semicolons',
    'a;b,c;d\n1,5;2;3\n',
    [
      ['a', 'b,c', 'd'],
      ['1,5', 2, 3],
    ],
  ],
  [
    'by tabs',
    'a\tb\n1\t2\n',
    [
      ['a', 'b'],
      [1, 2],
    ],
  ],
  [
    'with a mark at its head',
    '\ufeffa,b\n1,2',
    [
      ['a', 'b'],
      [1, 2],
    ],
  ],
  [
    'with a quote inside a field',
    'a,b\n5" pipe,x',
    [
      ['a', 'b'],
      ['5" pipe', 'x'],
    ],
  ],
  ['uneven', 'a,b\n1\n1,2,3', [['a', 'b'], [1], [1, 2, 3]]],
  ['empty', '', [[]]],
])('separated values %s', (_, text, rows) => {
  expect(rowsOf(text)).toEqual(rows)
  const reader = new CsvReader()
  for (const char of text) reader.add(char)
  const { columns, rows: piecewise } = reader.finish()
  expect([columns, ...piecewise]).toEqual(rows)
})

test('a cell is a number only where that prints as it stood', () => {
  expect(readCsv('a\n1.5\n-3\n007\n1.50\n1e3\n0x10\nNaN\n12345678901234567890\n 1').rows.flat()).toEqual([
    1.5,
    -3,
    '007',
    '1.50',
    '1e3',
    '0x10',
    'NaN',
    '12345678901234567890',
    ' 1',
  ])
})

test('a long file is counted whole, and its first rows are kept', () => {
  const { rows, totalRows } = readCsv(`a,b\n${'1,2\n'.repeat(5000)}`)
  expect([rows.length, totalRows]).toEqual([201, 5000])
})

test('what a preview holds of a table is bounded, and says where it is not all', () => {
  const wide = Array.from({ length: 300 }, (_, n) => `column ${n}`)
  const fit = fitTable({ columns: wide, rows: [wide], totalRows: 1 })
  expect(fit.columns).toHaveLength(100)
  expect(fit.rows[0]).toHaveLength(100)
  expect(fit.isWhole).toBe(false)
  const long = fitTable({ columns: ['a'], rows: Array.from({ length: 300 }, () => ['x'.repeat(400)]), totalRows: 300 })
  expect(JSON.stringify(long.rows).length).toBeLessThanOrEqual(TABLE_MAX_CHARS)
  expect(long.isWhole).toBe(false)
  expect(fitTable({ columns: ['a'], rows: [['x'.repeat(501)]], totalRows: 1 })).toMatchObject({ isWhole: false })
  expect(fitTable({ columns: ['a', 'b'], rows: [[1]], totalRows: 1 })).toMatchObject({
    isWhole: true,
    rows: [[1, null]],
  })
})
