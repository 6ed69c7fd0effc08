import { readOptions } from './options.ts'
import { closing, report } from './report.ts'
import { storm } from './storm.ts'
import { buildWorker } from './world/worker-build.ts'

const options = readOptions(process.argv.slice(2))
const worker = await buildWorker(options)
const outcomes = []
for (const seed of options.seeds) {
  const outcome = await storm(worker, seed, options)
  report(outcome)
  outcomes.push(outcome)
}
process.exit(closing(outcomes, options))
