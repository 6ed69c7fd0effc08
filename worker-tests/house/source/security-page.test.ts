import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root, textOf } from './source-files.ts'

const page = textOf('SECURITY.md')

test('every test that the threat model names is there', () => {
  const named = [...page.matchAll(/`((?:worker-tests|console|scripts)\/[^`]+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !existsSync(root + path))).toEqual([])
})

test('every threat has a control and a test', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.split('|').length === 5)
  const threats = rows.filter((row) => !row.startsWith('| threat '))
  expect(threats.length).toBeGreaterThan(25)
  expect(threats.filter((row) => !/\.test\.tsx?` \|$/.test(row))).toEqual([])
})
