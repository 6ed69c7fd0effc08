export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** What one runner found; `report` is shown where something failed, `note` always. */
export interface Result extends Counts {
  report: string
  note?: string
}

export interface Check {
  name: string
  run(signal: AbortSignal): Promise<Result>
}

export const CLOSING_LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped$/

export function passed(note?: string): Result {
  return { passed: 1, failed: 0, skipped: 0, report: '', ...(note && { note }) }
}

export function failed(report: string): Result {
  return { passed: 0, failed: 1, skipped: 0, report }
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

export function sum(all: Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const each of all) {
    total.passed += each.passed
    total.failed += each.failed
    total.skipped += each.skipped
  }
  return total
}
