import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response, type V4WorkerOptions } from 'miniflare'
import { unstable_readConfig as readConfig, unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler'
import { build } from './build.ts'
import { applyMigrations } from './d1-migrations.ts'
import { lockData } from './data-lock.ts'
import { operatorNetwork, publicNetwork } from './network.ts'
import { freePort } from './port.ts'
import { quiet, root } from './program.ts'
import { Revival } from './revival.ts'
import { ensureRootKey, readRootKeys } from './root-key.ts'
import { endWorkerdWithUs } from './watchdog.ts'

export interface ServerOptions {
  /** Where all data lies. */
  dataDir: string
  /** The first port to try; any free one unless told. */
  port?: number
  host?: string
  /** The Worker's variables; `.dev.vars` and the shell are the caller's business. */
  vars?: Record<string, string>
  /** A folder with another build of the Worker; then nothing is built. */
  worker?: string
  /** How much is told of the server itself; warnings and worse unless said. */
  logLevel?: LogLevel
  signal?: AbortSignal
}

export interface Server {
  url: string
  port: number
  /** Once workerd serves: it is started anew where it ended by itself. Rejects where that failed for good. */
  ready(): Promise<void>
  /** Rejects once nothing serves any more and nothing will. */
  over: Promise<never>
  /** Ends workerd and frees the data folder. What was acknowledged is on disk already. */
  stop(): Promise<void>
}

/** The file of the data folder that says where it is served. */
export const ADDRESS = 'address'

const TYPES: Record<string, 'ESModule' | 'CompiledWasm' | 'Data' | 'Text'> = {
  js: 'ESModule',
  mjs: 'ESModule',
  wasm: 'CompiledWasm',
  bin: 'Data',
  txt: 'Text',
  html: 'Text',
  sql: 'Text',
}

Object.assign(process.env, quiet)
endWorkerdWithUs()

/** Serves the built Worker and console from this machine alone, with D1, R2 and Durable Objects kept in `dataDir`. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { dataDir, host = '127.0.0.1', vars = {}, logLevel = LogLevel.WARN, signal } = options
  const folder = options.worker ?? join(root, 'dist/worker')
  const unlock = lockData(dataDir)
  rmSync(join(dataDir, ADDRESS), { force: true })
  try {
    if (!options.worker) await build(signal)
    const port = await freePort(options.port ?? 0, host)
    const shared = sharedOptions({ dataDir, host, port, logLevel })
    const worker = withRootKeys(workerOptions(vars, folder), dataDir)
    await applyMigrations(shared, worker.d1Databases)
    const settings = convertV4MiniflareOptions({ ...shared, workers: [worker, publicNetwork] })
    const miniflare = new Miniflare(settings)
    const revival = new Revival(miniflare, settings)
    const stop = () => {
      revival.stop()
      rmSync(join(dataDir, ADDRESS), { force: true })
      return miniflare.dispose().finally(unlock)
    }
    const url = await miniflare.ready.catch((error: unknown) => {
      revival.stop()
      throw error
    })
    writeFileSync(join(dataDir, ADDRESS), url.origin)
    return { url: url.origin, port, ready: () => revival.ready(), over: revival.over, stop }
  } catch (error) {
    unlock()
    throw error
  }
}

function sharedOptions(options: { dataDir: string; host: string; port: number; logLevel: LogLevel }) {
  const { dataDir, host, port, logLevel } = options
  return {
    host,
    port,
    cf: false,
    logRequests: false,
    log: new Log(logLevel),
    // The folder that `wrangler dev --persist-to` makes of the same one.
    resourcePersistencePath: join(dataDir, 'v3'),
    telemetry: { enabled: false },
  }
}

function workerOptions(vars: Record<string, string>, folder: string): V4WorkerOptions {
  const config = readConfig({ config: join(root, 'wrangler.toml') })
  const { modulesRules: _, ...bindings } = workerOptionsOf(config).workerOptions
  return {
    ...bindings,
    name: config.name,
    // Wrangler adds .dev.vars by itself; here the caller alone decides.
    bindings: { ...config.vars, ...vars },
    serviceBindings: { OPERATOR_NETWORK: operatorNetwork },
    outboundService: publicNetwork.name,
    modulesRoot: folder,
    modules: modulesOf(folder),
  }
}

/** The root keys of the data folder, read each time they are asked for; one set by hand takes their place. */
function withRootKeys(worker: V4WorkerOptions, dataDir: string): V4WorkerOptions {
  if (worker.bindings?.OKCVM_ROOT_KEY) return worker
  ensureRootKey(dataDir)
  const ROOT_KEYS = () => new Response(readRootKeys(dataDir))
  return { ...worker, serviceBindings: { ...worker.serviceBindings, ROOT_KEYS } }
}

/** The dry run's bundle: its entry first, then what it could not bundle, by extension. */
function modulesOf(folder: string) {
  const names = readdirSync(folder).filter((name) => TYPES[name.split('.').at(-1) ?? ''])
  const entryFirst = names.sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js'))
  return entryFirst.map((name) => ({ type: TYPES[name.split('.').at(-1) ?? ''] ?? 'Data', path: join(folder, name) }))
}
