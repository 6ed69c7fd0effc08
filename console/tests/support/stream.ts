import type { Cursor } from '../../../src/wire/ids'
import { ApiProblem } from '../../src/api'
import type { Feed, LogEntry } from '../../src/live'
import { Live } from '../../src/live'

/** A log on a scripted wire: each connection is opened by hand and says what the test tells it to. */
export function scriptedWatch(start: Cursor = '000') {
  const connections: Connection[] = []
  const applied: LogEntry[] = []
  const answers: ((signal: AbortSignal) => Promise<Response>)[] = []
  let reloads = 0
  const feed: Feed = {
    async open(after, signal) {
      const connection = new Connection(after, signal)
      connections.push(connection)
      const answer = answers.shift()
      return answer ? await answer(signal) : connection.response
    },
    apply: (entries) => void applied.push(...entries),
    async reload() {
      reloads += 1
      return '500'
    },
  }
  const live = new Live(feed, start)
  return {
    live,
    connections,
    text: () => applied.map(({ event }) => ('text' in event ? event.text : '')).join(''),
    reloads: () => reloads,
    /** The next connection is refused like this. */
    refuse: (code: string, status: number) =>
      answers.push(() => Promise.reject(new ApiProblem(code, 'Refused by the test.', status))),
    /** The next connection gets no answer, like one on a line that died. */
    swallow: () =>
      answers.push(
        (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ),
  }
}

export class Connection {
  readonly response: Response
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined

  constructor(
    readonly after: Cursor,
    readonly signal: AbortSignal,
  ) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller
      },
    })
    signal.addEventListener('abort', () => this.#fail(signal.reason))
    this.response = new Response(body)
  }

  raw(text: string): void {
    this.bytes(new TextEncoder().encode(text))
  }

  bytes(bytes: Uint8Array): void {
    this.#controller?.enqueue(bytes)
  }

  say(id: string, text: string): void {
    this.raw(frameOf(id, text))
  }

  end(): void {
    this.#controller?.close()
    this.#controller = undefined
  }

  cut(): void {
    this.#fail(new TypeError('network error'))
  }

  #fail(reason: unknown): void {
    this.#controller?.error(reason)
    this.#controller = undefined
  }
}

export function frameOf(id: string, text: string): string {
  return `id: ${id}\ndata: ${JSON.stringify({ type: 'text.delta', at: 1, turnId: 't', text })}\n\n`
}
