import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { TURN_LIMIT_MS } from './conversation.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 200 })

export interface Sending {
  method: 'GET' | 'POST'
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a request and answers its response, whatever the status. */
export function send(url: string, { method, body, headers }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const request = httpRequest(url, { method, agent, headers: { ...json, ...headers } }, resolve)
    request.on('error', reject)
    request.setTimeout(TURN_LIMIT_MS, () => request.destroy(new Error(`${method} ${url} went silent. See its log.`)))
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** A JSON answer; throws with the body where the status is no success. */
export async function askJson<T>(url: string, sending: Sending): Promise<T> {
  const response = await send(url, sending)
  let text = ''
  for await (const piece of response) text += piece
  if ((response.statusCode ?? 500) >= 300)
    throw new Error(`${sending.method} ${url} answered ${response.statusCode}: ${text}`)
  return JSON.parse(text)
}

/** The raw text of an event stream. `onText` hears each piece as it comes and ends the reading by answering true. */
export async function readStream(response: IncomingMessage, onText: (text: string) => unknown): Promise<void> {
  response.setEncoding('utf8')
  if (response.statusCode !== 200)
    throw new Error(`A stream answered ${response.statusCode}. See the contestant's log.`)
  for await (const text of response) if (onText(text) === true) break
}

/** The JSON of every `data:` line. */
export function* eventsIn(text: string): Generator<Record<string, unknown>> {
  for (const line of text.split('\n')) {
    if (line.startsWith('data: {')) yield JSON.parse(line.slice(6))
  }
}
