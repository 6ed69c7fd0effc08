import type { IncomingMessage } from 'node:http'
import type { World } from '../world/world.ts'
import { connectTo, type Wanted } from './requests.ts'

export interface Frame {
  /** Empty for a heartbeat. */
  cursor: string
  data: string
}

/** An open stream of server-sent events. A frame that was cut off was not received. */
export class EventStream {
  readonly #response: IncomingMessage
  lastAt: number = performance.now()

  private constructor(response: IncomingMessage) {
    this.#response = response
  }

  /** Undefined where the connection broke before it stood. */
  static async open({ machine }: World, wanted: Wanted): Promise<EventStream | undefined> {
    await machine.up()
    const headers = { accept: 'text/event-stream', ...wanted.headers }
    const response = await connectTo(machine.port, { ...wanted, headers }).catch(() => undefined)
    return response && new EventStream(response)
  }

  get status(): number {
    return this.#response.statusCode ?? 0
  }

  header(name: string): string {
    return String(this.#response.headers[name] ?? '')
  }

  /** Ends when either side leaves. */
  async *frames(): AsyncGenerator<Frame> {
    this.#response.setEncoding('utf8')
    let text = ''
    try {
      for await (const piece of this.#response) {
        this.lastAt = performance.now()
        text += piece
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) yield frameOf(block)
      }
    } catch {
      // A broken connection is what a stream of this test usually ends with.
    }
  }

  close(): void {
    this.#response.destroy()
  }
}

function frameOf(block: string): Frame {
  const lines = block.split('\n')
  const fieldOf = (name: string) => lines.find((line) => line.startsWith(name))?.slice(name.length) ?? ''
  return { cursor: fieldOf('id: '), data: fieldOf('data: ') }
}
