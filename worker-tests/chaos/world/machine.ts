import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type Server, type ServerOptions, startServer } from '../../../scripts/server.ts'
import { eachWorkerd } from '../../../scripts/watchdog.ts'
import { pause } from '../pause.ts'

/** Miniflare needs about half a second to bring workerd back; one that takes this long does not come. */
const BACK_MAX_MS = 30_000

/** The server under test: real workerd over real files. It is killed without a word and comes back on the same data. */
export class Machine {
  readonly #server: Server
  readonly #workerd: () => ChildProcess
  #back: Promise<unknown> = Promise.resolve()
  kills = 0

  private constructor(server: Server, workerd: () => ChildProcess) {
    this.#server = server
    this.#workerd = workerd
  }

  static async boot(options: ServerOptions): Promise<Machine> {
    const workerd = newestWorkerd()
    return new Machine(await startServer(options), workerd)
  }

  get port(): number {
    return this.#server.port
  }

  /** Once the process listens. */
  async up(): Promise<void> {
    await this.#back
  }

  /** SIGKILL; answers when the process is back, and at what time. */
  async kill(): Promise<{ backAt: number }> {
    this.kills += 1
    const dying = this.#workerd()
    const gone = once(dying, 'exit')
    dying.kill('SIGKILL')
    const listening = gone.then(() => this.#listening())
    // Miniflare gives up on a workerd that ends before it is ready, so the next kill waits for that.
    this.#back = listening.then(() => this.#server.ready())
    await this.#back
    return { backAt: await listening }
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }

  async #listening(): Promise<number> {
    const deadline = performance.now() + BACK_MAX_MS
    while (performance.now() < deadline) {
      if (await isListening(this.port)) return performance.now()
      await pause(5)
    }
    throw new Error(`workerd did not come back within ${BACK_MAX_MS / 1000} s. See what it printed above.`)
  }
}

function newestWorkerd(): () => ChildProcess {
  let newest: ChildProcess | undefined
  eachWorkerd((child) => {
    newest = child
  })
  return () => {
    if (!newest) throw new Error('No workerd was started.')
    return newest
  }
}

/** A connection without a request: it wakes no session. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
