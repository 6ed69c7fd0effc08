import type { EventLog } from './event-log'

const TAG = 'watcher'

/**
 * Hibernatable sockets of the Workers that hold the watchers' streams. Each says "the log reached n" and carries the
 * page itself, which serves a watcher at the tail; one further behind pulls pages at its reader's pace.
 */
export class Watchers {
  #told: number | undefined

  constructor(
    private readonly ctx: DurableObjectState,
    private readonly log: EventLog,
  ) {}

  join(): Response {
    const { 0: theirs, 1: ours } = new WebSocketPair()
    this.ctx.acceptWebSocket(ours, [TAG])
    this.#told = this.log.last
    return new Response(null, { status: 101, webSocket: theirs })
  }

  /** Tells everyone of what was stored since the last time. A socket that has gone is closed by the runtime. */
  announce(): void {
    const sockets = this.ctx.getWebSockets(TAG)
    const last = this.log.last
    if (sockets.length > 0) {
      const page = JSON.stringify(this.log.pageFrom(Math.min(this.#told ?? last - 1, last)))
      for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send(page)
    }
    this.#told = last
  }

  /** The conversation is gone: whoever watches is sent home. */
  dismiss(): void {
    for (const socket of this.ctx.getWebSockets(TAG)) socket.close(4404, 'deleted')
  }
}
