import { randomUUID } from 'node:crypto'
import { type Client, type Conversation, TURN_LIMIT_MS, type Turn } from './conversation.ts'

const DONE = '"done":true'

/** AIChatAgent's own protocol: what `useAgentChat` says over its WebSocket. */
export const chatAgentClient: Client = {
  open: (url) => open(url, randomUUID()),
  async begin(url, order) {
    const sentAt = performance.now()
    const conversation = await open(url, randomUUID())
    const openMs = performance.now() - sentAt
    const turn = await conversation.send(order)
    conversation.close()
    return { ...turn, firstTokenMs: turn.firstTokenMs + openMs, durationMs: turn.durationMs + openMs }
  },
}

async function open(url: string, name: string): Promise<Conversation> {
  const socket = await connect(url, name)
  const messages: object[] = []
  let heard: string[] = []
  return {
    name,
    async send(order) {
      messages.push({ id: randomUUID(), role: 'user', parts: [{ type: 'text', text: JSON.stringify(order) }] })
      heard = []
      const turn = await sendOver(socket, messages, heard)
      messages.push({ id: randomUUID(), role: 'assistant', parts: [{ type: 'text', text: turn.text() }] })
      return turn
    },
    heard: () => heard.filter((data) => data.includes('text-delta')).length,
    resume: () => resume(url, name),
    close: () => socket.close(),
  }
}

async function sendOver(socket: WebSocket, messages: object[], heard: string[]): Promise<Turn> {
  const id = randomUUID()
  let firstTokenMs = Number.NaN
  const sentAt = performance.now()
  const body = JSON.stringify({ messages, trigger: 'submit-message' })
  socket.send(JSON.stringify({ type: 'cf_agent_use_chat_request', id, init: { method: 'POST', body } }))
  await listen(socket, (data) => {
    if (!data.includes('cf_agent_use_chat_response')) return false
    heard.push(data)
    if (Number.isNaN(firstTokenMs) && data.includes('text-delta')) firstTokenMs = performance.now() - sentAt
    return data.includes(DONE)
  })
  return { firstTokenMs, durationMs: performance.now() - sentAt, text: () => heard.map(deltaIn).join('') }
}

/** A second reader: it asks, acknowledges, and is sent the whole turn anew. */
async function resume(url: string, name: string): Promise<number> {
  const startedAt = performance.now()
  const socket = await connect(url, name)
  socket.send(JSON.stringify({ type: 'cf_agent_stream_resume_request' }))
  let acknowledged = false
  await listen(socket, (data) => {
    if (!acknowledged && data.includes('cf_agent_stream_resuming')) {
      acknowledged = true
      socket.send(JSON.stringify({ type: 'cf_agent_stream_resume_ack', id: JSON.parse(data).id }))
    }
    if (data.includes('cf_agent_stream_resume_none')) throw new Error('AIChatAgent has nothing to resume.')
    return data.includes('"replayComplete":true')
  })
  const took = performance.now() - startedAt
  socket.close()
  return took
}

function connect(url: string, name: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/agents/chat-agent/${name}`)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('error', () => reject(new Error('AIChatAgent refused the connection.')), { once: true })
  })
}

/** Hears a socket's messages until one is the last. */
function listen(socket: WebSocket, isLast: (data: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new Error('AIChatAgent went silent. See its log.')), TURN_LIMIT_MS)
    const hear = ({ data }: MessageEvent) => {
      try {
        if (isLast(String(data))) end()
      } catch (error) {
        end(error)
      }
    }
    const closed = () => end(new Error('AIChatAgent closed the connection.'))
    const end = (error?: unknown) => {
      clearTimeout(timer)
      socket.removeEventListener('message', hear)
      socket.removeEventListener('close', closed)
      if (error) reject(error)
      else resolve()
    }
    socket.addEventListener('message', hear)
    socket.addEventListener('close', closed)
  })
}

function deltaIn(data: string): string {
  const { body } = JSON.parse(data) as { body: string }
  if (!body) return ''
  const { type, delta } = JSON.parse(body) as { type: string; delta?: string }
  return type === 'text-delta' ? (delta ?? '') : ''
}
