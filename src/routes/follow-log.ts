import { type Caller, callerHeaders } from '../accounts/caller'
import { isAppError, replyOf } from '../errors'
import { reportUnexpected } from '../telemetry'
import { HEARTBEAT_MS, type LogPage } from '../wire/events'
import type { SessionStub } from './sessions'

/** Rows in the log's order, and every HEARTBEAT_MS a heartbeat, since of the rows a reader may be told nothing. */
export type Followed = LogPage | 'heartbeat'

/** Nudged pages kept for a reader that is at the tail but busy; past this it pulls at its own pace. */
const CARRIED_MAX = 16

/**
 * Replays the log after a cursor and follows it, at the pace of whoever iterates: a slow reader holds no memory of ours.
 * The first page is read before this answers, so that a bad cursor is an error and not a broken stream.
 */
export async function followLog(
  session: SessionStub,
  caller: Caller,
  after: string | undefined,
): Promise<AsyncGenerator<Followed>> {
  const nudges = await Nudges.join(session, caller)
  try {
    const first = await session.readEvents(caller, after)
    return follow(session, caller, first, nudges)
  } catch (error) {
    nudges.close()
    throw error
  }
}

async function* follow(session: SessionStub, caller: Caller, first: LogPage, nudges: Nudges): AsyncGenerator<Followed> {
  let page: LogPage | undefined = first
  let position = first.after
  try {
    while (true) {
      if (nudges.takeHeartbeat()) yield 'heartbeat'
      if (page && page.rows.length > 0) {
        yield page
        position = page.rows.at(-1)?.cursor ?? position
      }
      page = nudges.take(position)
      if (page) continue
      if (nudges.reached > position || first.last > position) {
        page = await session.readEvents(caller, position)
        continue
      }
      if (nudges.isClosed) return
      await nudges.next()
    }
  } catch (error) {
    // The log ends here for now: whoever comes back with the cursor is told why, if there is a reason.
    if (!isAppError(error)) reportUnexpected(error, { following: position })
  } finally {
    nudges.close()
  }
}

/** The watcher's socket to the session: what it says, until it is taken. */
class Nudges {
  reached = ''
  isClosed = false
  #pages: LogPage[] = []
  #wake: (() => void) | undefined
  #isHeartbeatDue = false
  #timer: ReturnType<typeof setTimeout> | null = null

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data))))
    socket.addEventListener('close', () => this.#end())
    socket.addEventListener('error', () => this.#end())
    socket.accept()
    this.#countDown()
  }

  static async join(session: SessionStub, caller: Caller): Promise<Nudges> {
    const headers = { Upgrade: 'websocket', ...callerHeaders(caller) }
    const answer = await session.fetch('https://session/watch', { headers })
    return new Nudges(answer.webSocket ?? replyOf<never>(await answer.json()))
  }

  /** The carried page that goes on exactly where the reader is. */
  take(position: string): LogPage | undefined {
    while (this.#pages.length > 0) {
      const page = this.#pages.shift()
      if (page?.after === position) return page
    }
    return undefined
  }

  /** Until there is a word, the line's end, or a heartbeat due. */
  async next(): Promise<void> {
    if (this.isClosed || this.#isHeartbeatDue || this.#pages.length > 0) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  /** True once in HEARTBEAT_MS. */
  takeHeartbeat(): boolean {
    if (!this.#isHeartbeatDue) return false
    this.#isHeartbeatDue = false
    this.#countDown()
    return true
  }

  close(): void {
    clearTimeout(this.#timer)
    if (!this.isClosed) this.socket.close(1000, 'done')
    this.isClosed = true
  }

  #hear(page: LogPage): void {
    this.reached = page.last
    if (this.#pages.length >= CARRIED_MAX) this.#pages = []
    this.#pages.push(page)
    this.#wake?.()
  }

  #countDown(): void {
    this.#timer = setTimeout(() => {
      this.#isHeartbeatDue = true
      this.#wake?.()
    }, HEARTBEAT_MS)
  }

  #end(): void {
    this.isClosed = true
    this.#wake?.()
  }
}
