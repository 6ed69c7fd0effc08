import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare'
import { startServer } from '../scripts/server.ts'

/** How a contestant is run; the parent says it as this process's one argument. */
export interface Hosting {
  kind: 'worker' | 'okcvm'
  /** Holds the bundle. */
  folder: string
  dataDir: string
  providerUrl: string
  /** The Durable Object class, where there is one. */
  objects?: string
}

/** One contestant, one process tree: this process, Miniflare in it, and one workerd below. */
const hosting: Hosting = JSON.parse(process.argv[2] ?? '{}')
process.on('disconnect', () => process.exit(0))
const url = await (hosting.kind === 'okcvm' ? serveOkcvm(hosting) : serveWorker(hosting))
process.send?.({ url, workerd: workerdBelow(process.pid) })

async function serveOkcvm({ folder, dataDir, providerUrl }: Hosting): Promise<string> {
  const vars = {
    OKCVM_OPEN_ACCESS: 'loopback',
    OKCVM_CHAT_BASE_URL: providerUrl,
    OKCVM_CHAT_MODEL: 'bench',
    OKCVM_CHAT_API_KEY: 'bench',
    // Counted as ever, and never reached: the bench is one account with hundreds of turns at once.
    OKCVM_LIMIT_REQUESTS_MINUTE: '1000000',
    OKCVM_LIMIT_TURNS_AT_ONCE: '1000000',
    OKCVM_LIMIT_TURNS_WAITING: '1000000',
  }
  const server = await startServer({ dataDir, vars, worker: folder })
  return server.url
}

/** The same Miniflare with the same settings as `npm start` has, for a Worker of the bench. */
async function serveWorker({ folder, dataDir, providerUrl, objects }: Hosting): Promise<string> {
  const worker: V4WorkerOptions = {
    name: 'bench',
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['enable_request_signal', ...(objects ? ['nodejs_compat'] : [])],
    bindings: { PROVIDER_URL: providerUrl },
    modulesRoot: folder,
    modules: [{ type: 'ESModule', path: join(folder, 'index.js') }],
    ...(objects ? { durableObjects: { [objects]: { className: objects, useSQLite: true } } } : {}),
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      logRequests: false,
      log: new Log(LogLevel.WARN),
      resourcePersistencePath: join(dataDir, 'v3'),
      telemetry: { enabled: false },
      workers: [worker],
    }),
  )
  return (await miniflare.ready).origin
}

/** The one living workerd among our children; Linux only, as all of the bench's figures of processes are. */
function workerdBelow(parent: number): number {
  for (const task of readdirSync(`/proc/${parent}/task`)) {
    const children = readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number)
    const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workerd'))
    if (found) return found
  }
  throw new Error('There is no workerd below this process. Run the bench on Linux.')
}
