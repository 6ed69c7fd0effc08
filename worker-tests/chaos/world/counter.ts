import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from '../../support/random.ts'
import { pause } from '../pause.ts'
import type { Effect } from './script.ts'

/** What one tool call did here. Its token is in no other call. */
export interface Deed {
  token: string
  effect: Effect
  /** The message whose turn made the call. */
  messageId: string
  /** The invocation ids under which the call ran, once for each run, and under which it took effect. */
  knocks: string[]
  effects: string[]
}

/** Lets a test hold a call at a place, so that a kill finds it there. */
export type Gate = (deed: Deed, place: 'knock' | 'effect') => Promise<void>

/** The outside that the chaos tools reach: it counts, and answers late. */
export class Counter {
  readonly deeds = new Map<string, Deed>()
  readonly #server: Server
  readonly #random: Random
  gate: Gate = async () => {}
  /** Called when a call begins to run. */
  onKnock: (deed: Deed) => void = () => {}

  private constructor(random: Random) {
    this.#random = random
    this.#server = createServer((request, response) => {
      request.resume()
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://counter')
      const place = pathname === '/effect' ? 'effect' : 'knock'
      const token = searchParams.get('token') ?? ''
      this.#count(token, searchParams.get('key') ?? '', place).then(
        () => response.end(`${place} of ${token}`),
        (error) => response.writeHead(500).end(String(error)),
      )
    })
  }

  static async open(random: Random): Promise<Counter> {
    const counter = new Counter(random)
    await new Promise<void>((resolve) => counter.#server.listen(0, '127.0.0.1', resolve))
    return counter
  }

  get url(): string {
    return addressOf(this.#server)
  }

  /** A call that the model is about to make. */
  expect(deed: Pick<Deed, 'token' | 'effect' | 'messageId'>): void {
    this.deeds.set(deed.token, { ...deed, knocks: [], effects: [] })
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #count(token: string, key: string, place: 'knock' | 'effect'): Promise<void> {
    const deed = this.deeds.get(token)
    if (!deed) throw new Error(`No model made a call with the token ${token}.`)
    deed[place === 'knock' ? 'knocks' : 'effects'].push(key)
    if (place === 'knock') this.onKnock(deed)
    await this.gate(deed, place)
    await pause(this.#random.between(0, 80))
  }
}

export function addressOf(server: Server): string {
  const address = server.address()
  if (!isBound(address)) throw new Error('The server does not listen.')
  return `http://127.0.0.1:${address.port}`
}

function isBound(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
