import { closingLine } from './checks/check.ts'
import { containerCheck } from './checks/container-check.ts'

const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())

const result = await containerCheck.run(ending.signal)
console.log(result.report ?? '')
console.log([closingLine(result), result.note].filter(Boolean).join(' · '))
process.exit(result.failed === 0 ? 0 : 1)
