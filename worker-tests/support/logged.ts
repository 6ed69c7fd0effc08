import { afterEach, beforeEach, vi } from 'vitest'

/** Every line that is logged while a test of this file runs, instead of printing it. */
export function loggedLines(): () => string[] {
  let lines: string[] = []
  beforeEach(() => {
    lines = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...said: unknown[]) => void lines.push(said.map(String).join(' ')))
    }
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return () => lines
}
