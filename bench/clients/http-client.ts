import { type Order, textOf } from '../order.ts'
import type { Client, Turn } from './conversation.ts'
import { eventsIn, readStream, type Sending, send } from './event-source.ts'

export interface Dialect {
  /** Stands in every event that carries text, and in no other. */
  marker: string
  textOf(event: Record<string, unknown>): string
}

/** Sends a message and reads the stream that answers it, to its end. */
export async function streamTurn(url: string, sending: Sending, { marker, textOf }: Dialect): Promise<Turn> {
  const sentAt = performance.now()
  const response = await send(url, sending)
  let firstTokenMs: number | undefined
  const pieces: string[] = []
  await readStream(response, (text) => {
    pieces.push(text)
    if (firstTokenMs === undefined && text.includes(marker)) firstTokenMs = performance.now() - sentAt
  })
  const durationMs = performance.now() - sentAt
  const text = () => [...eventsIn(pieces.join(''))].map(textOf).join('')
  return { firstTokenMs: firstTokenMs ?? Number.NaN, durationMs, text }
}

/** For Workers that answer a message by a stream and keep nothing. */
function statelessClient(dialect: Dialect): Client {
  return {
    open: async (url) => ({
      name: '',
      send: (order) => streamTurn(url, { method: 'POST', body: { message: JSON.stringify(order) } }, dialect),
      close() {},
    }),
  }
}

interface CompletionChunk {
  choices?: { delta: { content?: string } }[]
}

export const pipeClient = statelessClient({
  marker: '"content":"',
  textOf: (event) => (event as CompletionChunk).choices?.[0]?.delta.content ?? '',
})

export const streamTextClient = statelessClient({
  marker: '"type":"text-delta"',
  textOf: ({ type, delta }) => (type === 'text-delta' ? String(delta) : ''),
})

/** Throws where a contestant lost, doubled or changed something: its figures would be worth nothing. */
export function checkText({ text, firstTokenMs }: Turn, order: Order): void {
  const read = text()
  if (read !== textOf(order)) {
    throw new Error(`Of ${textOf(order).length} characters ${read.length} came, or others: …${read.slice(-200)}`)
  }
  if (Number.isNaN(firstTokenMs)) throw new Error('The answer came, but its first token was not seen coming.')
}
