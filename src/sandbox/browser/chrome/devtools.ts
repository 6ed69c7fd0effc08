import * as z from 'zod'

/** What a Chrome says of itself, without being asked. */
export interface DevtoolsEvent {
  method: string
  params: unknown
  /** The target it comes from; undefined: the browser itself. */
  target: string | undefined
}

/** The browser refused a command. */
export class DevtoolsError extends Error {
  override name = 'DevtoolsError'
}

/** The browser is gone, or never came. */
export class ChromeLost extends Error {
  override name = 'ChromeLost'
}

const Message = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
  sessionId: z.string().optional(),
})

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/**
 * A connection to a Chrome by the DevTools protocol (chromedevtools.github.io/devtools-protocol), over the socket that
 * the browser binding answers with.
 */
export class Devtools {
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<(event: DevtoolsEvent) => void>()
  #lastId = 0
  #isClosed = false

  constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.#receive(data))
    socket.addEventListener('close', () => this.#lose())
    socket.addEventListener('error', () => this.#lose())
    socket.accept()
  }

  /** Throws DevtoolsError where the browser refuses, ChromeLost where it is gone. */
  async send<T>(
    method: string,
    params: object,
    { target, reply }: { target?: string; reply: z.ZodType<T> },
  ): Promise<T> {
    return reply.parse(await this.#ask(method, params, target))
  }

  /** For a command whose answer says nothing. */
  async tell(method: string, params: object = {}, target?: string): Promise<void> {
    await this.#ask(method, params, target)
  }

  listen(listener: (event: DevtoolsEvent) => void): void {
    this.#listeners.add(listener)
  }

  /** The browser goes on without us. */
  close(): void {
    if (!this.#isClosed) this.socket.close()
    this.#lose()
  }

  #ask(method: string, params: object, target: string | undefined): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new ChromeLost('The browser is gone.'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject: (error) => reject(error) })
      this.socket.send(JSON.stringify({ id, method, params, ...(target === undefined ? {} : { sessionId: target }) }))
    })
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return
    const { id, method, params, result, error, sessionId } = Message.parse(JSON.parse(data))
    if (id === undefined) {
      if (method !== undefined) for (const listener of this.#listeners) listener({ method, params, target: sessionId })
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new DevtoolsError(error.message))
    else waiting?.resolve(result)
  }

  #lose(): void {
    this.#isClosed = true
    for (const { reject } of this.#waiting.values()) reject(new ChromeLost('The browser is gone.'))
    this.#waiting.clear()
  }
}
