import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CLOSING_LINE, closingLine, sum } from '../checks/check.ts'
import { firstLoad } from '../checks/size.ts'
import { countsOf } from '../checks/test-check.ts'
import { temporaryFolder } from './running.ts'

test('a test file that could not be loaded counts as failed', () => {
  const report = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }
  const unloaded = { status: 'failed', assertionResults: [] }
  expect(countsOf({ ...report, testResults: [unloaded, { status: 'failed', assertionResults: [{}] }] })).toEqual({
    passed: 3,
    failed: 2,
    skipped: 3,
  })
  expect(countsOf(undefined)).toMatchObject({ failed: 1 })
})

test('the closing line is the sum, and reads back', () => {
  const line = closingLine(
    sum([
      { passed: 2, failed: 0, skipped: 1 },
      { passed: 3, failed: 1, skipped: 0 },
    ]),
  )
  expect(line).toBe('5 passed, 1 failed, 1 skipped')
  expect(CLOSING_LINE.exec(line)?.slice(1)).toEqual(['5', '1', '1'])
})

test('the first load is what index.html asks for by itself', () => {
  const dist = join(temporaryFolder(), 'dist')
  mkdirSync(dist)
  writeFileSync(
    join(dist, 'index.html'),
    `<link rel="icon" href="/icon.svg"><script type="module" crossorigin src="/assets/main.js"></script>
     <link rel="modulepreload" crossorigin href="/assets/part.js"><link rel="stylesheet" href="/assets/main.css">`,
  )
  expect(firstLoad(dist)).toEqual(['main.js', 'part.js', 'main.css'].map((name) => join(dist, 'assets', name)))
})
