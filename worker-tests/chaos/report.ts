import { closingLine } from '../../scripts/checks/check.ts'
import type { Outcome } from './storm.ts'
import { INVARIANTS, type Invariant } from './tally.ts'

/** A violation often repeats itself; the first ones tell enough. */
const SHOWN = 3

const names = Object.keys(INVARIANTS).filter(isInvariant)

export function report(outcome: Outcome): void {
  const { seed, harvest, disconnects, conversations, turns, frames, modelCalls, seconds } = outcome
  console.log(
    `seed ${seed}: ${harvest.effective} of ${harvest.kills} kills effective, ${disconnects} disconnects, ${conversations} conversations, ${turns} turns, ${modelCalls} model calls, ${frames} frames, ${seconds.toFixed(1)} s`,
  )
  console.log(`  faults: ${[...outcome.faults].map(([fault, count]) => `${count} ${fault}`).join(', ')}`)
  tellAimed(outcome)
  for (const name of names) tell(outcome, name)
  if (outcome.tally.violations > 0) console.log(`  The data lies in ${outcome.dataDir}.`)
}

function tell({ tally }: Outcome, name: Invariant): void {
  const { checks, violations } = tally.of(name)
  console.log(
    `  ${name.padEnd(8)} ${String(checks).padStart(7)} checks ${String(violations.length).padStart(5)} violations  ${INVARIANTS[name]}`,
  )
  for (const violation of violations.slice(0, SHOWN)) console.log(`    ${violation.slice(0, 1000)}`)
}

function tellAimed({ aimed: { kills, hits, resumesMs } }: Outcome): void {
  if (kills === 0) return
  const at = Object.entries(hits).map(([point, count]) => `${count} at ${point}`)
  console.log(`  ${kills} aimed kills found calls at the crash points: ${at.join(', ')}`)
  const sorted = resumesMs.toSorted((a, b) => a - b)
  const share = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  console.log(
    `  ${sorted.length} turns came back without a client, ms after the process (goal 2000): median ${share(0.5)}, 90 % ${share(0.9)}, 99 % ${share(0.99)}, longest ${share(1)}`,
  )
}

/** The line that ends every runner, and the exit code. An invariant that was never looked at is skipped, not passed. */
export function closing(outcomes: Outcome[]): number {
  const count = (isIt: (checks: number, violations: number) => boolean) =>
    names.filter((name) => {
      const all = outcomes.map(({ tally }) => tally.of(name))
      const sum = (of: (count: (typeof all)[number]) => number) => all.reduce((total, each) => total + of(each), 0)
      return isIt(
        sum(({ checks }) => checks),
        sum(({ violations }) => violations.length),
      )
    }).length
  const counts = {
    passed: count((checks, violations) => checks > 0 && violations === 0),
    failed: count((_, violations) => violations > 0),
    skipped: count((checks) => checks === 0),
  }
  console.log(closingLine(counts))
  return counts.failed > 0 ? 1 : 0
}

function isInvariant(name: string): name is Invariant {
  return name in INVARIANTS
}
