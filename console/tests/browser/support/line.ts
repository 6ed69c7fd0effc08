import { connect, createServer, type Socket } from 'node:net'
import { addressOf, listen } from './loopback.ts'

/** A network between browser and server that can fail. */
export interface Line {
  origin: string
  /** Every connection breaks, and no new one comes through. */
  cut(): void
  /**
   * What a machine does that goes to sleep: idle connections are closed, and the event stream goes dead without a word
   * to either end.
   */
  sleep(): void
  /** New connections come through again; those that slept stay dead. */
  restore(): void
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  const streams = new WeakSet<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(Number(port), hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    near.on('data', (chunk) => chunk.includes('/events?') && streams.add(near))
    near.pipe(far).pipe(near)
    for (const socket of pair) {
      socket.on('error', () => undefined) // a broken line is what this is for
      socket.on('close', () => {
        for (const each of pair) each.destroy()
        pairs.delete(pair)
      })
    }
  })
  await listen(server)
  const breakAll = () => {
    for (const [near] of pairs) near.destroy()
  }
  return {
    origin: `http://${addressOf(server)}`,
    cut() {
      isCut = true
      breakAll()
    },
    sleep() {
      isCut = true
      for (const [near, far] of pairs) {
        if (!streams.has(near)) near.destroy()
        near.unpipe()
        far.unpipe()
        // Read and thrown away, so that neither end notices.
        near.resume()
        far.resume()
      }
    },
    restore() {
      isCut = false
    },
    async close() {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
