import type { Figures } from './figures.ts'

export interface Goal {
  goal: string
  measured: string
  met: boolean
}

const MAX_ROWS = 100
const WANTED_ROWS = 70
const MIN_THROUGHPUT_RATIO = 0.7
const WANTED_DELAY_MS = 10

/** What the project promises of itself, beside what was measured. */
export function goals(figures: Figures): Goal[] {
  const [rows, later] = [figures.median('rows', 'd'), figures.median('rows later', 'd')]
  const throughput = figures.median('throughput 50', 'd') / figures.median('throughput 50', 'b')
  const agent = figures.median('throughput 50', 'c') / figures.median('throughput 50', 'b')
  const delay = figures.median('first token', 'd') - figures.median('first token', 'a')
  const watched = figures.median('first token watched', 'd') - figures.median('first token', 'a')
  return [
    { goal: `at most ${MAX_ROWS} rows for 1,000 tokens`, measured: `${rows}`, met: rows <= MAX_ROWS },
    { goal: `${WANTED_ROWS} rows for 1,000 tokens`, measured: `${rows}`, met: rows <= WANTED_ROWS },
    {
      goal: `at most ${MAX_ROWS} rows, the clean-up of the day after included`,
      measured: `${rows + later}`,
      met: rows + later <= MAX_ROWS,
    },
    {
      goal: `50 turns at once: at least ${MIN_THROUGHPUT_RATIO} of streamText's tokens a second`,
      measured: `${throughput.toFixed(2)} (AIChatAgent ${agent.toFixed(2)})`,
      met: throughput >= MIN_THROUGHPUT_RATIO,
    },
    {
      goal: `first token ${WANTED_DELAY_MS} ms behind the bare pipe, /api/chat`,
      measured: `${delay.toFixed(1)} ms`,
      met: delay <= WANTED_DELAY_MS,
    },
    {
      goal: `first token ${WANTED_DELAY_MS} ms behind the bare pipe, turns + events`,
      measured: `${watched.toFixed(1)} ms`,
      met: watched <= WANTED_DELAY_MS,
    },
  ]
}
