import type { LogEvent } from '../../../src/wire/events'
import type { World } from '../world/world.ts'

/** A message that was sent, and what the server said about it. */
export interface Sent {
  messageId: string
  text: string
  /** Every turn id that any answer named: there must be one. */
  turnIds: Set<string>
  isAskedToStop: boolean
  /** What the acknowledged cancellation answered. */
  stopStatus: string | undefined
  /** Nobody watched this turn; where it took long, somebody glanced at it. */
  isAlone: boolean
}

/** Seven digits more than any log of ours needs; the server's own width. */
const WIDTH = 12

/** One conversation as its clients know it: everything that anyone ever received. */
export class Conversation {
  readonly seen = new Map<number, string>()
  readonly sent: Sent[] = []
  hasInterrupts = false
  isOver = false
  readonly #ended = new Set<string>()
  readonly #world: World
  readonly id: string

  constructor(world: World, id: string) {
    this.#world = world
    this.id = id
  }

  get path(): string {
    return `/api/conversations/${this.id}`
  }

  /** Takes a frame of the native dialect. I2: the same bytes as whoever received it before. */
  receive(number: number, data: string): void {
    const known = this.seen.get(number)
    if (known !== undefined) {
      this.#world.tally.holds('I2', known === data, () => `${this.id} event ${number} was ${known} and became ${data}`)
      return
    }
    this.seen.set(number, data)
    this.#world.delivered += 1
    const event: LogEvent = JSON.parse(data)
    if (isTerminal(event)) this.#ended.add(event.turnId)
  }

  hasEnded({ turnIds }: Sent): boolean {
    return [...turnIds].some((id) => this.#ended.has(id))
  }

  noteEnd(turnId: string): void {
    this.#ended.add(turnId)
  }
}

export type Terminal = Extract<LogEvent, { type: 'turn.completed' | 'turn.failed' | 'turn.stopped' }>

export function isTerminal(event: LogEvent): event is Terminal {
  return event.type === 'turn.completed' || event.type === 'turn.failed' || event.type === 'turn.stopped'
}

/** Cursors are opaque to real clients; to see a gap this test must look inside. */
export function numberOf(cursor: string): number {
  return Number.parseInt(cursor, 36)
}

export function cursorOf(number: number): string {
  return number.toString(36).padStart(WIDTH, '0')
}
