import type { Usage } from './read-recording.ts'

/** What a client of the Worker hears of a turn, over each of the three ways there are. */
export interface HeardTurn {
  /** The token deltas of `POST /api/chat`, what was discarded taken out. */
  tokens: string
  /** `error` where the turn failed, else `final`. */
  ending: string
  reply: string | undefined
  /** The deltas of `GET …/events`. */
  text: string
  reasoning: string
  /** `GET …/turns/:turn`: the first step's usage and calls. */
  usage: Usage
  calls: { name: string; input: unknown }[]
}

interface LogEvent {
  id: string
  data: {
    type: string
    turnId?: string
    text?: string
    delta?: string
    after?: string
    discardAfter?: string
    payload?: { reply: string }
  }
}

interface Turn {
  steps: { step: number; usage: Usage }[]
  invocations: { step: number; name: string; input: unknown }[]
}

/** Sends a message as a program would, and reads its turn back in every way. */
export async function hearTurn(url: string, message: string): Promise<HeardTurn> {
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ message }),
  })
  if (!response.ok) throw new Error(`POST /api/chat answered ${response.status}: ${await response.text()}`)
  const conversation = response.headers.get('x-okc-conversation-id')
  const turnId = response.headers.get('x-okc-turn-id')
  const chat = await eventsOf(response, ({ data }) => data.type === 'stop')

  const base = `${url}/api/conversations/${conversation}`
  const turn: Turn = await get(`${base}/turns/${turnId}`)
  const isEnd = ({ data }: LogEvent) => data.turnId === turnId && /^turn\.(completed|failed|stopped)$/.test(data.type)
  const log = await eventsOf(await fetch(`${base}/events`), isEnd)
  return {
    tokens: joined(chat, 'token', 'discard'),
    ending: chat.findLast(({ data }) => data.type === 'final' || data.type === 'error')?.data.type ?? 'none',
    reply: chat.find(({ data }) => data.type === 'final')?.data.payload?.reply,
    text: joined(log, 'text.delta', 'step.restarted'),
    reasoning: joined(log, 'reasoning.delta', 'step.restarted'),
    usage: turn.steps[0]?.usage ?? { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null },
    calls: turn.invocations
      .filter(({ step }) => step === turn.steps[0]?.step)
      .map(({ name, input }) => ({ name, input })),
  }
}

/** The deltas in order; a restarted step takes back what came after its cursor. Cursors sort as text. */
function joined(events: LogEvent[], delta: string, restart: string): string {
  let kept: LogEvent[] = []
  for (const event of events) {
    const after = event.data.after ?? event.data.discardAfter ?? ''
    if (event.data.type === restart) kept = kept.filter(({ id }) => id <= after)
    if (event.data.type === delta) kept.push(event)
  }
  return kept.map(({ data }) => data.delta ?? data.text ?? '').join('')
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${await response.text()}`)
  const body: T = JSON.parse(await response.text())
  return body
}

async function eventsOf(response: Response, isLast: (event: LogEvent) => boolean): Promise<LogEvent[]> {
  if (!response.ok || !response.body)
    throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
  const events: LogEvent[] = []
  let rest = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6)
      if (!data) continue
      const event = { id: lines.find((line) => line.startsWith('id: '))?.slice(4) ?? '', data: JSON.parse(data) }
      events.push(event)
      if (isLast(event)) return events
    }
  }
  throw new Error(`${response.url} ended too early, after ${events.at(-1)?.data.type ?? 'nothing'}.`)
}
