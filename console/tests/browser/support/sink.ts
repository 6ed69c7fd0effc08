import { createServer } from 'node:http'
import { addressOf, listen } from './loopback.ts'

/** A server of somebody who would like to know: takes whatever a page sends it, from anywhere. */
export interface Sink {
  origin: string
  /** What was sent, in order. */
  heard: string[]
  /** Waits for the next thing sent. */
  next(): Promise<string>
  close(): Promise<void>
}

export async function openSink(): Promise<Sink> {
  const heard: string[] = []
  let hear: (text: string) => void = () => undefined
  const server = createServer(async (request, response) => {
    let text = `${request.url} `
    for await (const chunk of request) text += chunk
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end()
    heard.push(text)
    hear(text)
  })
  await listen(server)
  return {
    origin: `http://${addressOf(server)}`,
    heard,
    next: () =>
      new Promise((resolve) => {
        hear = resolve
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
