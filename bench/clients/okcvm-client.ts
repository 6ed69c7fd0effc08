import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Order } from '../order.ts'
import type { Client, Conversation, Turn } from './conversation.ts'
import { askJson, eventsIn, readStream, type Sending, send } from './event-source.ts'
import { type Dialect, streamTurn } from './http-client.ts'

const CHAT: Dialect = {
  marker: '"type":"token"',
  textOf: ({ type, delta }) => (type === 'token' ? String(delta) : ''),
}

/** Act and watch in one request. */
export const okcvmChatClient: Client = {
  async open(url) {
    const name = await create(url)
    return {
      name,
      send: (order) => streamTurn(`${url}/api/chat`, chatting(order, name), CHAT),
      close() {},
    }
  },
  begin: (url, order) => streamTurn(`${url}/api/chat`, chatting(order), CHAT),
}

/** Act by POST …/turns and watch by GET …/events, which is open before: what the console does. */
export const okcvmTurnsClient: Client = {
  async open(url) {
    const name = await create(url)
    const base = `${url}/api/conversations/${name}`
    const stream = await send(`${base}/events`, { method: 'GET' })
    stream.setEncoding('utf8')
    let held: Held | undefined
    return {
      name,
      async send(order) {
        held = { base, order, cursor: '', pieces: [] }
        return watchedTurn(stream, held)
      },
      heard: () => (held ? deltasIn(held.pieces.join('')) : 0),
      resume: (how) => (held ? resume(held, how) : Promise.reject(new Error('No turn is held.'))),
      close: () => void stream.destroy(),
    } satisfies Conversation
  },
}

interface Held {
  base: string
  order: Order
  /** Just before the turn's first event. */
  cursor: string
  /** All that was read of it. */
  pieces: string[]
}

async function watchedTurn(stream: IncomingMessage, held: Held): Promise<Turn> {
  const { pieces } = held
  let firstTokenMs = Number.NaN
  const sentAt = performance.now()
  const body = { messageId: randomUUID(), text: JSON.stringify(held.order) }
  const sent = askJson<{ cursor: string }>(`${held.base}/turns`, { method: 'POST', body }).then(({ cursor }) => {
    held.cursor = cursor
  })
  await new Promise<void>((resolve, reject) => {
    const hear = (text: string) => {
      pieces.push(text)
      if (Number.isNaN(firstTokenMs) && text.includes('"text.delta"')) firstTokenMs = performance.now() - sentAt
      if (text.includes('"turn.completed"') || text.includes('"turn.failed"')) end()
    }
    const end = (error?: Error) => {
      stream.off('data', hear)
      stream.off('close', closed)
      error ? reject(error) : resolve()
    }
    const closed = () => end(new Error('The event stream ended before the turn did.'))
    stream.on('data', hear)
    stream.on('close', closed)
    sent.catch(end)
  })
  const durationMs = performance.now() - sentAt
  const text = () => [...eventsIn(pieces.join(''))].map((e) => (e.type === 'text.delta' ? String(e.text) : '')).join('')
  return { firstTokenMs, durationMs, text }
}

/** A second reader; it has all once the last token of the held turn is there. */
async function resume({ base, order, cursor, pieces }: Held, how: string): Promise<number> {
  const beforeLast = pieces
    .join('')
    .match(/^id: \w+$/gm)
    ?.at(-2)
    ?.slice(4)
  const after = how === 'from the start' ? cursor : (beforeLast ?? cursor)
  const startedAt = performance.now()
  const response = await send(`${base}/events?after=${after}`, { method: 'GET' })
  const wanted = how === 'from the start' ? order.tokens : 1
  let heard = ''
  // Counted on the whole, since a piece may end within an event; but only where an event ends.
  await readStream(response, (text) => {
    heard += text
    return text.endsWith('\n\n') && deltasIn(heard) >= wanted
  })
  const took = performance.now() - startedAt
  response.destroy()
  return took
}

function deltasIn(text: string): number {
  return text.split('.delta"').length - 1
}

async function create(url: string): Promise<string> {
  return (await askJson<{ id: string }>(`${url}/api/conversations`, { method: 'POST', body: {} })).id
}

function chatting(order: Order, conversation?: string): Sending {
  const body = { message: JSON.stringify(order), ...(conversation ? { conversation_id: conversation } : {}) }
  return { method: 'POST', body, headers: { accept: 'text/event-stream' } }
}
