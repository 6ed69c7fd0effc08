import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogLevel } from 'miniflare'
import { Random } from '../random.ts'
import { Tally } from '../tally.ts'
import { Counter } from './counter.ts'
import { Machine } from './machine.ts'
import { Provider } from './provider.ts'

/** Short patience, so that a stall costs a second and not a minute; a small handover, so that it happens all the time. */
const SETTINGS = {
  OKCVM_OPEN_ACCESS: 'loopback',
  OKCVM_CHAT_MODEL: 'chaos-1',
  OKCVM_CHAT_API_KEY: 'chaos-key',
  OKCVM_FIRST_BYTE_SECONDS: '1.5',
  OKCVM_BETWEEN_BYTES_SECONDS: '0.8',
  OKCVM_HANDOVER_STEPS: '3',
  SITES_HOST: '',
}

/** One seed's server and the outside that it reaches, with the count of what held. */
export class World {
  readonly tally = new Tally()
  readonly random: Random
  readonly dataDir: string
  readonly machine: Machine
  readonly provider: Provider
  readonly counter: Counter
  /** Frames that no client had received before. */
  delivered = 0
  disconnects = 0
  /** When a stop was acknowledged, by the message whose turn it stopped. */
  readonly stopped = new Map<string, number>()

  private constructor(parts: {
    random: Random
    dataDir: string
    machine: Machine
    provider: Provider
    counter: Counter
  }) {
    this.random = parts.random
    this.dataDir = parts.dataDir
    this.machine = parts.machine
    this.provider = parts.provider
    this.counter = parts.counter
  }

  static async open(worker: string, seed: number): Promise<World> {
    const random = new Random(seed)
    const dataDir = mkdtempSync(join(tmpdir(), 'okcvm-chaos-'))
    const counter = await Counter.open(random)
    const provider = await Provider.open(random, counter)
    const vars = { ...SETTINGS, OKCVM_CHAT_BASE_URL: provider.url }
    const machine = await Machine.boot({ dataDir, worker, vars, logLevel: LogLevel.ERROR })
    return new World({ random, dataDir, machine, provider, counter })
  }

  /** What is on disk stays until `remove`. */
  async close(): Promise<void> {
    await this.machine.stop()
    this.provider.close()
    this.counter.close()
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
