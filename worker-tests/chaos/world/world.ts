import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogLevel } from 'miniflare'
import { Random } from '../../support/random.ts'
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
  // A storm is one account in a hurry; everything is counted all the same.
  OKCVM_LIMIT_REQUESTS_MINUTE: '1000000',
  OKCVM_LIMIT_TURNS_AT_ONCE: '1000000',
  OKCVM_LIMIT_TURNS_WAITING: '1000000',
  SITES_HOST: '',
}

/** What the outside sees, and where the `outside` call of a lane then stands. */
const PLACES: Record<string, string | undefined> = {
  'none knock': 'intent',
  'outside knock': 'sent',
  'outside effect': 'effect',
}

/** Called where a turn's tool call stands: `intent`, `sent`, `effect` or `result`. */
export type Gate = (place: string) => Promise<void>

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
  /** Holds what a message's turn does at a place, for kills that aim. */
  readonly gates = new Map<string, Gate>()

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
    this.counter.gate = ({ messageId, effect }, place) => this.#pass(messageId, PLACES[`${effect} ${place}`])
    this.provider.gate = ({ messageId, step }) => this.#pass(messageId, step === 2 ? 'result' : undefined)
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

  async #pass(messageId: string, place: string | undefined): Promise<void> {
    if (place !== undefined) await this.gates.get(messageId)?.(place)
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}
