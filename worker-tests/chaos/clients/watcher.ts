import type { LogEvent } from '../../../src/wire/events'
import { pause } from '../pause.ts'
import type { World } from '../world/world.ts'
import { type Conversation, cursorOf, isTerminal, numberOf } from './conversation.ts'
import { EventStream, type Frame } from './event-stream.ts'

/** I8 allows 15 s; the rest is the slowness of a machine that does much else. */
const SILENCE_MAX_MS = 16_500

/** How long a restless watcher stays, on average. */
const STAY_MS = 350

/** Of somebody who only wants to know what came meanwhile. */
const GLANCE_MS = 500

/**
 * Receives what the log told since the last glance. A restart that was killed before the model heard of it shows nowhere
 * else, and is a sign of life.
 */
export async function glance(world: World, conversation: Conversation): Promise<void> {
  const after = cursorOf(conversation.seen.size)
  const stream = await EventStream.open(world, { path: `${conversation.path}/events?after=${after}` })
  if (!stream) return
  world.tally.holds('I4', stream.status === 200, () => `${conversation.id}: ${after} answers ${stream.status}`)
  const timer = setTimeout(() => stream.close(), GLANCE_MS)
  for await (const { cursor, data } of stream.frames()) if (cursor !== '') conversation.receive(numberOf(cursor), data)
  clearTimeout(timer)
}

/** Watches one conversation's log for as long as it lives. A restless one leaves at random and resumes from its cursor. */
export class Watcher {
  readonly #world: World
  readonly #conversation: Conversation
  readonly #isRestless: boolean
  #position = 0
  /** The newest event of a running turn, by which silence is judged. */
  #last: LogEvent | undefined
  #lastEventAt = 0

  constructor(world: World, conversation: Conversation, { isRestless }: { isRestless: boolean }) {
    this.#world = world
    this.#conversation = conversation
    this.#isRestless = isRestless
  }

  async watch(): Promise<void> {
    while (!this.#conversation.isOver) await this.#once()
  }

  async #once(): Promise<void> {
    const { random } = this.#world
    // A reader that lost what it had goes back further than it must.
    if (random.chance(0.05)) this.#position = random.between(0, this.#position)
    const stream = await EventStream.open(this.#world, this.#wanted())
    if (!stream) return pause(15)
    if (stream.status !== 200) {
      stream.close()
      return this.#refused(stream.status)
    }
    await this.#read(stream)
    await pause(random.between(0, 40))
  }

  /** The three ways to name a cursor are one. */
  #wanted() {
    const path = `${this.#conversation.path}/events`
    const cursor = cursorOf(this.#position)
    if (this.#position === 0) return { path }
    if (this.#world.random.chance(0.5)) return { path: `${path}?after=${cursor}` }
    return { path: `${path}?after=${cursorOf(0)}`, headers: { 'last-event-id': cursor } }
  }

  async #read(stream: EventStream): Promise<void> {
    const { random } = this.#world
    this.#lastEventAt = performance.now()
    const stay = this.#isRestless ? setTimeout(() => this.#leave(stream), random.exponential(STAY_MS)) : undefined
    const look = setInterval(() => this.#listen(stream), 1000)
    for await (const frame of stream.frames()) if (!this.#take(frame)) break
    clearTimeout(stay)
    clearInterval(look)
    stream.close()
  }

  #take({ cursor, data }: Frame): boolean {
    if (cursor === '') return true
    const { tally } = this.#world
    const number = numberOf(cursor)
    const follows = number === this.#position + 1
    tally.holds('I1', follows, () => `${this.#conversation.id}: after event ${this.#position} came ${number}: ${data}`)
    this.#conversation.receive(number, data)
    this.#position = number
    this.#lastEventAt = performance.now()
    const event: LogEvent = JSON.parse(data)
    if ('turnId' in event) this.#last = event
    return follows
  }

  #leave(stream: EventStream): void {
    this.#world.disconnects += 1
    stream.close()
  }

  /** A cursor that was given out once is good for ever. */
  #refused(status: number): Promise<void> {
    const { tally } = this.#world
    tally.holds('I4', false, () => `${this.#conversation.id}: cursor ${this.#position} was seen, and answers ${status}`)
    this.#position = 0
    return pause(50)
  }

  #listen(stream: EventStream): void {
    if (this.#conversation.isOver) stream.close()
    const { tally } = this.#world
    const now = performance.now()
    tally.holds('I8', now - stream.lastAt < SILENCE_MAX_MS, () => `${this.#conversation.id}: no byte for 15 s`)
    if (!this.#awaitsProgress()) return
    const told = () => `${this.#conversation.id}: nothing for 15 s after ${JSON.stringify(this.#last)}`
    tally.holds('I8', now - this.#lastEventAt < SILENCE_MAX_MS, told)
  }

  /** While a turn runs. One that waits for its next try has said so. */
  #awaitsProgress(): boolean {
    const last = this.#last
    if (!last || isTerminal(last)) return false
    return last.type !== 'turn.recovering' && last.type !== 'step.retrying' && last.type !== 'turn.queued'
  }
}
