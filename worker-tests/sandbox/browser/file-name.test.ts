import { expect, test } from 'vitest'
import { fileNameOf, numberedName } from '../../../src/sandbox/browser/file-name'

test.each([
  ['attachment; filename="a report.pdf"', 'https://x.test/y', '', 'a report.pdf'],
  ['attachment; filename=plain.csv', 'https://x.test/y', '', 'plain.csv'],
  ["attachment; filename=fallback.txt; filename*=UTF-8''%E2%82%AC%20rates.txt", 'https://x.test/y', '', '€ rates.txt'],
  ['attachment; filename="../../etc/passwd"', 'https://x.test/y', '', 'passwd'],
  ['attachment; filename="C:\\\\temp\\\\a.exe"', 'https://x.test/y', '', 'a.exe'],
  ['attachment; filename="..."', 'https://x.test/y', '', 'download'],
  ['attachment; filename="a\u202egpj.exe"', 'https://x.test/y', '', 'agpj.exe'],
  ['', 'https://x.test/files/%E6%8A%A5.zip?x=1', '', '报.zip'],
  ['', 'https://x.test/', 'application/pdf', 'download.pdf'],
  ['', 'https://x.test/export', 'text/csv; charset=utf-8', 'export.csv'],
  ['', 'https://x.test/%zz', '', '%zz'],
])('%s of %s is kept by a name that fits', (disposition, url, contentType, name) => {
  expect(fileNameOf({ disposition, url: new URL(url), contentType })).toBe(name)
})

test('a long name keeps its extension', () => {
  const name = fileNameOf({ disposition: '', url: new URL(`https://x.test/${'a'.repeat(300)}.xlsx`), contentType: '' })
  expect(name).toHaveLength(100)
  expect(name).toMatch(/\.xlsx$/)
  expect(numberedName('a.tar.gz', 2)).toBe('a.tar-2.gz')
  expect(numberedName('.env', 2)).toBe('.env-2')
})
