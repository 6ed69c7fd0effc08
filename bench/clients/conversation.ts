import type { Order } from '../order.ts'

/** One turn as its reader saw it; times are milliseconds since the message was sent. */
export interface Turn {
  firstTokenMs: number
  durationMs: number
  /** Read once the clocks have stopped. */
  text: () => string
}

export interface Conversation {
  /** The object behind it, where there is one. */
  name: string
  send(order: Order): Promise<Turn>
  /** How many of the held turn's tokens have come. */
  heard?(): number
  /** A reader that was away comes back while the turn is held at its end: milliseconds until it has what it missed. */
  resume?(how: 'from its cursor' | 'from the start'): Promise<number>
  close(): void
}

/** How a contestant is talked to, by its own protocol. */
export interface Client {
  /** A new conversation, ready to be written to. */
  open(url: string): Promise<Conversation>
  /** A conversation that begins with this message: what the first message of all costs. */
  begin?(url: string, order: Order): Promise<Turn>
}

/** A turn that hangs is a defect to be seen, not to be waited for. */
export const TURN_LIMIT_MS = 120_000
