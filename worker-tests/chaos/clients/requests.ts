import { request as httpRequest, type IncomingMessage } from 'node:http'
import { pause } from '../pause.ts'
import type { World } from '../world/world.ts'

export interface Wanted {
  method?: 'GET' | 'POST'
  path: string
  body?: object
  headers?: Record<string, string>
}

export interface Answer<T> {
  status: number
  body: T
  headers: IncomingMessage['headers']
}

/** A process that is back within half a second must answer long before. */
const ANSWER_MAX_MS = 60_000

/** Opens one connection for one request; rejects where it breaks before the headers. */
export function connectTo(
  port: number,
  { method = 'GET', path, body, headers = {} }: Wanted,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const type = body ? { 'content-type': 'application/json' } : {}
  const options = { host: '127.0.0.1', port, method, path, agent: false, headers: { ...type, ...headers } }
  const request = httpRequest(options, resolve)
  request.on('error', reject)
  request.end(body && JSON.stringify(body))
  return promise
}

/** Asks until there is an answer, as a client does whose server is killed in between. */
export async function ask<T>({ machine }: World, wanted: Wanted): Promise<Answer<T>> {
  for (const deadline = performance.now() + ANSWER_MAX_MS; performance.now() < deadline; await pause(15)) {
    await machine.up()
    const answer = await askOnce<T>(machine.port, wanted).catch(() => undefined)
    if (answer) return answer
  }
  throw new Error(`${wanted.path} was not answered within ${ANSWER_MAX_MS / 1000} s.`)
}

async function askOnce<T>(port: number, wanted: Wanted): Promise<Answer<T>> {
  const response = await connectTo(port, wanted)
  response.setEncoding('utf8')
  let text = ''
  for await (const piece of response) text += piece
  const isJson = response.headers['content-type']?.includes('json') === true
  return { status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, headers: response.headers }
}
