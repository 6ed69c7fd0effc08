import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isReasoning, type Order, tokenAt } from './order.ts'

/** Unpaced tokens go out this many at a write, so that 50 streams share the sockets fairly. */
const BURST = 20

const held = new Set<() => void>()

/** A provider that speaks Chat Completions. It runs in a process of its own and tells its port to who forked it. */
const server = createServer(async (request, response) => {
  if (request.url === '/release') {
    for (const release of held) release()
    held.clear()
    return response.end()
  }
  const { messages } = JSON.parse(await bodyOf(request))
  const order = orderOf(messages)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  await (order.perSecond > 0 ? writePaced(order, response) : writeUnpaced(order, response))
  if (order.held) await new Promise<void>((resolve) => held.add(resolve))
  response.end(ending(order))
})

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('disconnect', () => process.exit(0))

async function writePaced(order: Order, response: ServerResponse): Promise<void> {
  const startedAt = performance.now()
  let written = 0
  while (written < order.tokens && !response.destroyed) {
    const due = Math.min(order.tokens, Math.floor(((performance.now() - startedAt) * order.perSecond) / 1000) + 1)
    // One write a token, as a provider does that has nothing more yet.
    for (; written < due; written++) response.write(chunk(order, written))
    const nextAt = (written * 1000) / order.perSecond
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextAt - (performance.now() - startedAt))))
  }
}

async function writeUnpaced(order: Order, response: ServerResponse): Promise<void> {
  for (let written = 0; written < order.tokens && !response.destroyed; ) {
    let burst = ''
    const end = Math.min(order.tokens, written + BURST)
    for (; written < end; written++) burst += chunk(order, written)
    if (!response.write(burst)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    else await new Promise((resolve) => setImmediate(resolve))
  }
}

function chunk(order: Order, index: number): string {
  const field = isReasoning(order, index) ? 'reasoning_content' : 'content'
  return event(`"choices":[{"index":0,"delta":{"${field}":"${tokenAt(order, index)}"},"finish_reason":null}]`)
}

function ending({ tokens }: Order): string {
  const usage = `"usage":{"prompt_tokens":10,"completion_tokens":${tokens},"total_tokens":${tokens + 10}}`
  return `${event('"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]')}${event(`"choices":[],${usage}`)}data: [DONE]\n\n`
}

function event(rest: string): string {
  return `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1790000000,"model":"bench",${rest}}\n\n`
}

function orderOf(messages: { role: string; content: string | { text?: string }[] }[]): Order {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  return JSON.parse(typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(''))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) body += piece
  return body
}
