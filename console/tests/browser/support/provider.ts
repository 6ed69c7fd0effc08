import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { addressOf, listen } from './loopback.ts'

/** One model call, answered piece by piece by the test. */
export interface Ask {
  body: { model: string; messages: { role: string; content: unknown }[] }
  say(text: string): void
  think(text: string): void
  call(name: string, input: unknown): void
  /** Tells the tokens that the answer took. */
  count(input: number, output: number): void
  /** Ends the answer; with a call in it, the agent goes on. */
  end(): void
  /** When the Worker closed the connection before the answer's end. */
  closed: Promise<number>
}

export interface Provider {
  /** The variables that point the Worker here. */
  vars: Record<string, string>
  origin: string
  /** Where each model call came, and with which key. */
  asked: { url: string | undefined; authorization: string | undefined }[]
  /** Answers every model call from now on. */
  answer(how: (ask: Ask) => void | Promise<void>): void
  close(): Promise<void>
}

/** A model server on this machine that speaks Chat Completions and says what the test says. */
export async function startProvider(): Promise<Provider> {
  let how: (ask: Ask) => void | Promise<void> = (ask) => ask.end()
  const asked: Provider['asked'] = []
  const server = createServer(async (request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization })
    const ask = askOf(JSON.parse(await bodyOf(request)), response)
    await how(ask)
  })
  await listen(server)
  const origin = `http://${addressOf(server)}`
  return {
    origin,
    asked,
    vars: { OKCVM_CHAT_BASE_URL: `${origin}/v1`, OKCVM_CHAT_MODEL: 'scripted' },
    answer(next) {
      how = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function askOf(body: Ask['body'], response: ServerResponse): Ask {
  let calls = 0
  const send = (delta: object, finish: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason: finish }]
    const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'scripted', choices }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return {
    body,
    say: (text) => send({ content: text }),
    think: (text) => send({ reasoning_content: text }),
    call(name, input) {
      const call = { name: `mshtools-${name}`, arguments: JSON.stringify(input) }
      send({ tool_calls: [{ index: calls, id: `call_${Math.random()}`, type: 'function', function: call }] })
      calls += 1
    },
    count(input, output) {
      const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
      const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'scripted', choices: [], usage }
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    },
    end() {
      send({}, calls > 0 ? 'tool_calls' : 'stop')
      response.end('data: [DONE]\n\n')
    },
    closed: new Promise((resolve) => {
      response.on('close', () => {
        if (!response.writableEnded) resolve(Date.now())
      })
    }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
