import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from '../program.ts'
import type { Check, Counts, Result } from './check.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

export interface TestOptions {
  env?: Record<string, string>
  /** Parts of paths: only test files whose path holds one of them; all of them unless told. */
  files?: string[]
}

/** One vitest runner, counted from its own JSON report. */
export function testCheck(name: string, config: string, { env = {}, files = [] }: TestOptions = {}): Check {
  return {
    name,
    async run(signal): Promise<Result> {
      const file = join(root, 'dist/reports', `${name.replaceAll(' ', '-')}.json`)
      rmSync(file, { force: true })
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const { code, output } = await runNode('vitest/vitest.mjs', ['run', '--config', config, ...reporters, ...files], {
        signal,
        env,
      })
      const counts = countsOf(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
      // An error outside any test fails the run without failing a test.
      if (code !== 0 && counts.failed === 0) counts.failed = 1
      return { ...counts, report: output }
    },
  }
}

/** A file that could not even be loaded holds no tests, and counts as one that failed. */
export function countsOf(report: Report | undefined): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
