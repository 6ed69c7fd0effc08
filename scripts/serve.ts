import { readPort } from './port.ts'
import { type Server, startServer } from './server.ts'
import { readSettings } from './settings.ts'

const ending = new AbortController()
let server: Server | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
// The program that started us is gone, so nobody could stop us any more.
process.on('disconnect', end)

try {
  const wanted = readPort(process.env.PORT)
  const { dataDir, vars } = readSettings()
  server = await startServer({
    dataDir,
    port: wanted,
    vars: { ...vars, OKCVM_OPEN_ACCESS: 'loopback' },
    signal: ending.signal,
  })
  if (ending.signal.aborted) await stop()
  if (server.port !== wanted && wanted !== 0) console.log(`Port ${wanted} is taken, so this is port ${server.port}.`)
  console.log(`OKCVM is at ${server.url} (Ctrl-C ends it).`)
  await server.over
} catch (error) {
  if (ending.signal.aborted) process.exit(0)
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function end() {
  if (ending.signal.aborted) return
  ending.abort()
  // workerd holds nothing back: a stop that takes longer than this hangs.
  setTimeout(() => process.exit(0), 3000).unref()
  if (server) stop()
}

async function stop() {
  await server?.stop()
  process.exit(0)
}
