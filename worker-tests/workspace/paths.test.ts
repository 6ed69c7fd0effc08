import { describe, expect, test } from 'vitest'
import { ToolError } from '../../src/agent/tool'
import { isAppError } from '../../src/errors'
import { parentsOf, requestFilePath, toolFilePath, toolFolderPath } from '../../src/workspace/paths'

test.each([
  ['output/a.txt', 'output/a.txt'],
  ['./output/a.txt', 'output/a.txt'],
  ['output//a.txt', 'output/a.txt'],
  ['/mnt/okcomputer/output/a.txt', 'output/a.txt'],
  ['//mnt/okcomputer//output/./a.txt', 'output/a.txt'],
  ['mnt/okcomputer/a.txt', 'mnt/okcomputer/a.txt'],
  ['a/b/../c.txt', 'a/c.txt'],
  ['烘焙/菜单 (1).md', '烘焙/菜单 (1).md'],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
  ['..a/b..', '..a/b..'],
])('a tool may name %j', (given, path) => {
  expect(toolFilePath(given)).toBe(path)
})

const refused = [
  ['', 'is empty'],
  ['.', 'is empty'],
  ['/mnt/okcomputer', 'is empty'],
  ['../a', 'leaves the workspace'],
  ['a/../../b', 'leaves the workspace'],
  ['/etc/passwd', 'leaves the workspace'],
  ['/mnt/okcomputer/../x', 'leaves the workspace'],
  ['/mnt/okcomputerx/a', 'leaves the workspace'],
  ['a\u0000b', 'control character'],
  ['a\nb', 'control character'],
  ['a\u0085b', 'control character'],
  ['a\u2028b', 'control character'],
  ['a\\b', 'backslash'],
  ['a/', 'ends with a slash'],
  ['\ud800.txt', 'not valid Unicode'],
  ['é'.repeat(128), 'longer than 255 bytes'],
  [`${'a/'.repeat(512)}b`, 'longer than 1024 bytes'],
] as const

describe.each(refused)('%j', (given, sentence) => {
  test('is refused to a tool by a sentence that the model reads', () => {
    expect(() => toolFilePath(given)).toThrow(ToolError)
    expect(() => toolFilePath(given)).toThrow(sentence)
  })

  test('is refused to a request with the same sentence and invalid_path', () => {
    const error = thrownBy(() => requestFilePath(given))
    expect(isAppError(error) && error.code).toBe('invalid_path')
    expect(String(error)).toContain(sentence)
  })
})

test('a request may not say .. at all, though it stays inside', () => {
  expect(() => requestFilePath('a/../b')).toThrow('leaves the workspace')
})

test('names and paths of exactly the longest size are fine', () => {
  const name = `${'é'.repeat(127)}a`
  expect(toolFilePath(name)).toBe(name)
  const path = `${'a/'.repeat(511)}bc`
  expect(toolFilePath(path)).toBe(path)
})

test.each([
  ['', ''],
  ['/mnt/okcomputer/', ''],
  ['/mnt/okcomputer', ''],
  ['output/site/', 'output/site'],
  ['.', ''],
])('the folder %j', (given, path) => {
  expect(toolFolderPath(given)).toBe(path)
})

test('the parents of a path come nearest the root first', () => {
  expect(parentsOf('a/b/c')).toEqual(['a', 'a/b'])
  expect(parentsOf('a')).toEqual([])
})

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
