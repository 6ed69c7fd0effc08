import { expect, test } from 'vitest'
import { sourceFiles, textOf } from './source-files.ts'

const MAX_LINES = 300
const PURPOSELESS = /(^|\/)(utils?|helpers?|lib|common|misc|services?|managers?)(\/|\.\w+$)/

const files = sourceFiles('src', 'worker-tests', 'console', 'scripts')

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = files.filter((path) => linesOf(path) > MAX_LINES)
  expect(
    long.map((path) => `${path} has ${linesOf(path)} lines.`),
    'Split the file by what it is about; a room becomes a folder at about 250 lines.',
  ).toEqual([])
})

test('no room is named after nothing', () => {
  expect(
    files.filter((path) => PURPOSELESS.test(path)),
    'Name the file or folder after what it exports.',
  ).toEqual([])
})

test('every file is named in kebab-case', () => {
  expect(files.filter((path) => !/^[a-z0-9./-]+$/.test(path))).toEqual([])
})

function linesOf(path: string): number {
  return textOf(path).trimEnd().split('\n').length
}
