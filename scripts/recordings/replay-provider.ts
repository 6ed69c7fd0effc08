import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReplayProvider {
  /** For OKCVM_CHAT_BASE_URL. */
  baseUrl: string
  stop(): Promise<void>
}

/** What the provider says once the tools of a recording have answered, so that the turn ends. */
export const CLOSING = 'The recording has ended.'

const closingLines = [{ choices: [{ index: 0, delta: { content: CLOSING }, finish_reason: 'stop' }], usage: null }].map(
  (chunk) => JSON.stringify({ id: 'closing', object: 'chat.completion.chunk', model: 'recorded', ...chunk }),
)

/** Bytes a write; cuts characters and events anywhere. */
const PIECE_BYTES = 1021

/** A loopback provider: the person's last message names a recording, and that one is replayed line by line. */
export async function startReplay(recordings: ReadonlyMap<string, string[]>): Promise<ReplayProvider> {
  const server = createServer((request, response) => {
    answer(request, response, recordings).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface ChatBody {
  messages: { role: string; content: unknown }[]
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  recordings: ReadonlyMap<string, string[]>,
): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const { messages }: ChatBody = JSON.parse(Buffer.concat(pieces).toString('utf8'))
  const wish = messages.findLast(({ role }) => role === 'user')?.content
  const lines = messages.at(-1)?.role === 'tool' ? closingLines : recordings.get(String(wish))
  if (!lines) {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: `There is no recording named ${String(wish)}.` } }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const body = Buffer.from([...lines, '[DONE]'].map((line) => `data: ${line}\n\n`).join(''))
  for (let at = 0; at < body.length; at += PIECE_BYTES) {
    if (!response.write(body.subarray(at, at + PIECE_BYTES))) await once(response, 'drain')
  }
  response.end()
}
