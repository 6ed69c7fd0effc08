// Before Pyodide, which looks around when it is loaded.
import './world'

import { WorkerEntrypoint } from 'cloudflare:workers'
import { loadPyodide } from 'pyodide'
import createPyodideModule from 'pyodide/pyodide.asm.mjs'
import lock from 'pyodide/pyodide-lock.json'
import sources from 'pyodide/runtime.json'
import { Clock } from './clock'
import type { Host, KernelAnswer, KernelCall } from './host'
import { type Fs, Mount } from './mount'
import { Screen } from './screen'
import { startFailure } from './world'

/** How often what was printed is told: ever more seldom, since each time is a row of the log. */
const FIRST_LOOK_MS = 1000
const SLOWEST_LOOK_MS = 8000

/** In the place of what belongs to JavaScript, such as a promise in the traceback of an interrupted cell. */
const NOTHING = {}

/** All of an interpreter that outlives a call. */
interface Interpreter {
  mount: Mount
  run: (code: string) => Promise<string>
  heapBytes: () => number
  makeSnapshot: () => Uint8Array<ArrayBuffer>
  setSignals: (signals: Clock['signals'] | undefined) => void
}

/** What is used of Pyodide. */
interface Python {
  FS: Fs
  _module: { HEAPU8: Uint8Array }
  pyimport(name: 'okcvm_cell'): { wake(isFresh: boolean): void; run: { callPromising(code: string): Promise<string> } }
  setStdout(options: { write: (bytes: Uint8Array) => number }): void
  setStderr(options: { write: (bytes: Uint8Array) => number }): void
  setInterruptBuffer(signals: Clock['signals'] | undefined): void
  makeMemorySnapshot(options: { serializer: () => object }): Uint8Array<ArrayBuffer>
}

let interpreter: Interpreter | undefined
let host: Host | undefined
let bootedAs: string | undefined
let [lookAt, lookAfterMs] = [0, FIRST_LOOK_MS]

const screen = new Screen(() => clock.cut('print'))
const clock = new Clock(tellOutput)

/** What Python's own side calls, by way of the module `js`; the only thing that it finds there. */
const bridge = {
  pause: (ms: number) => clock.pause(ms),
  count: () => clock.count(),
  giveUp: () => clock.giveUp(),
  finish: () => clock.finish(),
  printed: () => screen.text.length,
  isMissing: (path: string) => interpreter?.mount.isMissing(path) ?? false,
  load: async (path: string) => (host && interpreter ? await interpreter.mount.load(path, host) : ''),
  shell: async (command: string) => JSON.stringify(await runShell(command)),
}

/** Python in an isolate of its own: one for each conversation that is awake. */
export class Kernel extends WorkerEntrypoint {
  /** From a memory snapshot, gzipped, or from nothing; `isFresh` unless it holds the conversation's own variables. */
  async boot(token: string, snapshot: ReadableStream<Uint8Array> | null, isFresh: boolean): Promise<void> {
    const bytes = snapshot && (await new Response(snapshot.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
    interpreter = await start(bytes ? new Uint8Array(bytes) : undefined, isFresh)
    bootedAs = token
  }

  /** Whether this is still the isolate that was booted under the token. */
  isAwake(token: string): boolean {
    return bootedAs === token
  }

  /** Runs a cell. Files go and come by the host; errors of Python are part of the answer. */
  async run({ code, files, timeoutMs }: KernelCall, given: Host): Promise<KernelAnswer> {
    if (!interpreter) throw new Error('There is no interpreter in here: boot it first.')
    const { mount, run, heapBytes, setSignals } = interpreter
    host = given
    screen.clear()
    ;[lookAt, lookAfterMs] = [Date.now() + FIRST_LOOK_MS, FIRST_LOOK_MS]
    mount.lay(files)
    mount.enter()
    setSignals(clock.signals)
    const stuck = clock.start(timeoutMs).then(() => undefined)
    const cell = await Promise.race([run(code), stuck])
    setSignals(undefined)
    const isStuck = cell === undefined
    const notes = isStuck ? [] : await mount.keep(given)
    host = undefined
    return { cell: cell ?? '{}', output: screen.text, cut: clock.cause, isStuck, notes, heapBytes: heapBytes() }
  }

  stop(): void {
    clock.cut('stop')
  }

  /** All variables, as `boot` takes them; of an object of JavaScript only an empty one remains. */
  snapshot(): ReadableStream<Uint8Array> {
    if (!interpreter) throw new Error('There is no interpreter in here: boot it first.')
    return new Blob([interpreter.makeSnapshot()]).stream().pipeThrough(new CompressionStream('gzip'))
  }
}

export default {
  fetch: () => new Response('Nothing is served here.', { status: 404 }),
}

async function start(snapshot: Uint8Array | undefined, isFresh: boolean): Promise<Interpreter> {
  const options = {
    indexURL: 'http://kernel/',
    lockFileContents: lock,
    createPyodideModule,
    jsglobals: Object.assign(Object.create(null), { okcvm: bridge }),
    fsInit: layRuntime,
    // A world without a past: the workspace's time is the session's.
    env: { HOME: '/tmp', PYTHONDONTWRITEBYTECODE: '1', LANG: 'C.UTF-8' },
    _makeSnapshot: true,
    _snapshotDeserializer: () => ({}),
    ...(snapshot ? { _loadSnapshot: snapshot } : {}),
  }
  // Pyodide declares neither the options nor the members that begin with an underscore.
  const loading = loadPyodide(options as unknown as Parameters<typeof loadPyodide>[0])
  const python = (await Promise.race([loading, startFailure])) as unknown as Python
  const write = (bytes: Uint8Array) => screen.write(bytes)
  python.setStdout({ write })
  python.setStderr({ write })
  const own = python.pyimport('okcvm_cell')
  own.wake(isFresh)
  const { run } = own
  return {
    mount: new Mount(python.FS),
    run: (code) => run.callPromising(code),
    heapBytes: () => python._module.HEAPU8.length,
    makeSnapshot: () => python.makeMemorySnapshot({ serializer: () => NOTHING }),
    setSignals: (signals) => python.setInterruptBuffer(signals),
  }
}

/** Our own modules, where Python finds them. */
async function layRuntime(fs: { writeFile(path: string, text: string): void }, place: { sitePackages: string }) {
  for (const [name, text] of Object.entries(sources)) fs.writeFile(`${place.sitePackages}/${name}`, text)
}

/** The command sees what Python wrote so far, and Python what the command did. */
async function runShell(command: string) {
  if (!host || !interpreter) throw new Error('No cell runs.')
  const problems = await interpreter.mount.keep(host)
  const { output, exitCode, files } = await host.shell(command)
  interpreter.mount.lay(files)
  return { output: [...problems.map((problem) => `[${problem}]\n`), output].join(''), exitCode }
}

function tellOutput(): void {
  if (!host || Date.now() < lookAt) return
  const text = screen.news()
  if (text !== undefined) host.output(text)
  lookAt = Date.now() + lookAfterMs
  lookAfterMs = Math.min(lookAfterMs * 1.5, SLOWEST_LOOK_MS)
}
