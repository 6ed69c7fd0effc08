import { expect, test } from 'vitest'
import type { Preview } from '../../src/wire/preview'
import { downloadsOf, fileName } from '../src/previews/downloads'
import { plainOf } from '../src/previews/plain'
import { examples } from './support/preview-examples'

const KEPT = { attachmentId: 'a1', name: 'shop.png', type: 'image/png', sizeBytes: 9 }

async function filesOf(preview: Preview) {
  return await Promise.all(
    downloadsOf(preview, 'c1').map(async ({ label, name, from }) => [
      label,
      name,
      'href' in from ? from.href : await from.content(),
    ]),
  )
}

test('every kind but a site can be taken away', () => {
  for (const [kind, { preview }] of Object.entries(examples)) {
    expect(downloadsOf(preview, 'c1').length > 0, kind).toBe(kind !== 'site')
  }
})

test('what is text is a text file', async () => {
  expect(await filesOf(examples.terminal.preview)).toEqual([['TXT', 'Count the lines.txt', '$ wc -l *\n3 a.txt\n']])
  expect(await filesOf(examples.diff.preview)).toEqual([
    ['Diff', 'a.css.diff', '--- a/a.css\n+++ b/a.css\n body {\n-color: red\n+color: green\n'],
  ])
  expect(await filesOf(examples.todos.preview)).toEqual([['Markdown', 'plan.md', '- [x] Bake\n']])
  expect(await filesOf(examples.code.preview)).toEqual([['PY', 'Count the cities.py', 'print(len(cities))']])
})

test('a file and a picture come from where they lie, the picture as it was where it was kept', async () => {
  expect(await filesOf(examples.file.preview)).toEqual([
    ['index.html', 'index.html', '/api/conversations/c1/files/site/index.html?download=1'],
  ])
  const picture = { ...examples.image.preview, attachment: KEPT } as Preview
  expect(await filesOf(picture)).toEqual([['cat.png', 'shop.png', '/api/conversations/c1/attachments/a1?download=1']])
})

test('a table is the file that was kept of it, else made of its rows, and says where these are not all', async () => {
  expect(await filesOf(examples.table.preview)).toEqual([
    ['CSV', 'cities.csv', '/api/conversations/c1/attachments/a1?download=1'],
  ])
  const part = { kind: 'table', title: 'T', table: { columns: ['a'], rows: [[1]], totalRows: 2, data: null } } as const
  expect(await filesOf(part as unknown as Preview)).toEqual([['CSV, the rows shown', 'T.csv', 'a\r\n1\r\n']])
})

test('what can be copied is copied as its kind is pasted', () => {
  expect(plainOf(examples.table.preview)).toBe(
    'city\tpeople\tshare\nLyon\t522250\t1.5\nParis\t2102650\t12.25\nNowhere\t\t0',
  )
  expect(plainOf(examples.chart.preview)).toBe('month\tnorth\tsouth\nJan\t3\t1\nFeb\t\t4\nMar\t9\t2.5')
  expect(plainOf(examples.image.preview)).toBeUndefined()
})

test.each([
  ['../../etc/passwd', 'txt', 'passwd.txt'],
  ['a/b\\c.csv', 'csv', 'c.csv'],
  ['report.CSV', 'csv', 'report.CSV'],
  ['what: is <this>?', 'svg', 'what is this.svg'],
  ['invoice\u202Efdp.exe', 'txt', 'invoice fdp.exe.txt'],
  ['..', 'txt', 'preview.txt'],
  ['', 'md', 'preview.md'],
  ['月度销售', 'csv', '月度销售.csv'],
])('%j as a name is safe', (given, ending, name) => expect(fileName(given, ending)).toBe(name))

test('a name keeps its ending however long it is', () => {
  expect(fileName('x'.repeat(500), 'csv')).toMatch(/^x{76}\.csv$/)
})
