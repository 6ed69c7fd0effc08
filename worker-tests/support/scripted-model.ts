import { vi } from 'vitest'
import { fetchWorker } from './worker'

/** One answer of the model: what it streams, in order. */
export type Piece =
  | { text: string }
  | { reasoning: string }
  | { call: string; input: unknown; id?: string }
  | { usage: Record<string, unknown> }
  /** As it is, like the error that some providers send in mid-stream. */
  | { chunk: object }
  /** Nothing more comes until the test says so. */
  | { until: Promise<unknown> }

export interface Ask {
  body: {
    model: string
    messages: { role: string; content: unknown; tool_calls?: unknown }[]
    tools: { function: { name: string } }[]
  }
  signal: AbortSignal | undefined
  url: string
  headers: Headers
}

export interface ScriptedModel {
  /** What the provider was asked, in order. */
  asks: Ask[]
  /** Answers the next calls, one list of pieces (or one HTTP failure) each. */
  script(...answers: (Piece[] | { status: number; body: unknown })[]): void
}

/**
 * A provider that speaks Chat Completions and says what the test wrote down. Any other address is the outside world's,
 * where the test has one, else refused. What the script does not say, `answerOf` does, where there is one.
 */
export function scriptedModel(
  outside: (request: Request) => Promise<Response> = nowhere,
  answerOf?: (messages: Ask['body']['messages']) => Piece[],
): ScriptedModel {
  const asks: Ask[] = []
  const answers: (Piece[] | { status: number; body: unknown })[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit)
    if (new URL(request.url).hostname !== 'model.test') return outside(request)
    asks.push({
      body: JSON.parse(await request.text()),
      signal: (init as RequestInit | undefined)?.signal ?? undefined,
      url: request.url,
      headers: request.headers,
    })
    const answer = answers.shift() ?? answerOf?.(asks.at(-1)?.body.messages ?? [])
    if (!answer) return Response.json({ error: { message: 'The script has ended.' } }, { status: 400 })
    if (!Array.isArray(answer)) return Response.json(answer.body, { status: answer.status })
    return new Response(stream(answer), { headers: { 'content-type': 'text/event-stream' } })
  })
  return { asks, script: (...more) => void answers.push(...more) }
}

async function nowhere(request: Request): Promise<Response> {
  throw new Error(`A test asked for ${request.url}.`)
}

function stream(pieces: Piece[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const chunks = chunksOf(pieces)
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) return controller.close()
      controller.enqueue(encoder.encode(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`))
    },
  })
}

async function* chunksOf(pieces: Piece[]): AsyncGenerator<unknown> {
  let calls = 0
  for (const piece of pieces) {
    if ('until' in piece) await piece.until
    else if ('chunk' in piece) yield piece.chunk
    else if ('usage' in piece) yield { ...base, choices: [], usage: piece.usage }
    else if ('call' in piece) {
      const { call: name, input, id = `call_${crypto.randomUUID()}` } = piece
      const text = typeof input === 'string' ? input : JSON.stringify(input)
      const index = calls++
      yield delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
      yield delta({ tool_calls: [{ index, function: { arguments: text.slice(0, 20) } }] })
      yield delta({ tool_calls: [{ index, function: { arguments: text.slice(20) } }] })
    } else yield delta('text' in piece ? { content: piece.text } : { reasoning_content: piece.reasoning })
  }
  yield { ...base, choices: [{ index: 0, delta: {}, finish_reason: calls > 0 ? 'tool_calls' : 'stop' }] }
  yield '[DONE]'
}

const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'scripted-1' }

function delta(content: object) {
  return { ...base, choices: [{ index: 0, delta: content, finish_reason: null }] }
}

export interface Sse {
  id: string | undefined
  data: Record<string, unknown> & { type: string }
}

/** Reads a stream of server-sent events until `done` says so or it ends. */
export async function* sse(response: Response): AsyncGenerator<Sse> {
  if (!response.body) return
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const id = lines.find((line) => line.startsWith('id: '))?.slice(4)
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6)
      if (data) yield { id, data: JSON.parse(data) }
    }
  }
}

/** Every event of a conversation's log after a cursor, until one of the type (of any turn, or of one) has come. */
export async function eventsUntil(
  conversation: string,
  type: string | ((event: Sse) => boolean),
  { after, account = 'default' }: { after?: string; account?: string } = {},
): Promise<Sse[]> {
  const query = after === undefined ? '' : `?after=${after}`
  const response = await fetchWorker(`/api/conversations/${conversation}/events${query}`, {
    headers: { 'x-okc-client-id': account },
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  const seen: Sse[] = []
  for await (const event of sse(response)) {
    seen.push(event)
    if (typeof type === 'string' ? event.data.type === type : type(event)) break
  }
  return seen
}
