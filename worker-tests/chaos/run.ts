import { readOptions } from './options.ts'
import { closing, report } from './report.ts'
import { storm } from './storm.ts'
import { buildWorker } from './world/worker-build.ts'

// Leaves by the door, so that what was built for this run goes too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

const options = readOptions(process.argv.slice(2))
const worker = await buildWorker(options)
const outcomes = []
for (const seed of options.seeds) {
  const outcome = await storm(worker, seed, options)
  report(outcome)
  outcomes.push(outcome)
}
process.exit(closing(outcomes))
