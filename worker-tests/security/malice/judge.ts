import { isErrorCode } from '../../../src/wire/errors'
import type { Surface } from '../requests/declared'
import type { Twisted } from './twist'

const STACK = /\bat \S+ \(|\bat async |\.ts:\d+:\d+|node_modules|[A-Za-z]*Error: |SQLITE_|D1_ERROR|workerd/

/** What is wrong with an answer to a request that was wrong; undefined where nothing is. */
export async function faultOf(response: Response, request: Twisted, surface: Surface): Promise<string | undefined> {
  const { status, headers } = response
  if (status === 500) return `500: ${await response.text()}`
  if (headers.get('content-type')?.startsWith('text/event-stream')) return void response.body?.cancel()
  const text = await response.text()
  if (STACK.test(text) && status >= 400) return `a stack trace: ${text.slice(0, 300)}`
  if (status < 400 || request.method === 'HEAD' || !isOfApi(request)) return undefined
  const isElsewhere = request.twists.some((twist) => twist === 'method' || twist === 'place')
  return faultOfRefusal(text, response, { codes: surface.codes, isElsewhere })
}

/** Visitors of a site, and of the console, are answered by pages. */
function isOfApi({ path }: Twisted): boolean {
  return /^\/(?:api\/|health$)/.test(new URL(path, 'http://127.0.0.1').pathname)
}

/** An address that may be another's has codes of its own, but none of the server's own faults. */
function faultOfRefusal(
  text: string,
  response: Response,
  { codes, isElsewhere }: { codes: ReadonlySet<string>; isElsewhere: boolean },
): string | undefined {
  const { status, headers } = response
  const parsed: unknown = jsonOf(text)
  const { error } = isRecord(parsed) ? parsed : {}
  if (!isRecord(error)) return `${status} without an error: ${text.slice(0, 300)}`
  const { code, message, requestId } = error
  if (typeof code !== 'string' || !isErrorCode(code)) return `the code ${String(code)} is not one of ours`
  const isExpected = codes.has(code) || code === 'not_found' || (isElsewhere && status < 500)
  if (!isExpected) return `${status} ${code} is not documented`
  if (typeof message !== 'string' || !/^\S.{15,}[.!?]$/s.test(message)) return `no sentence: ${String(message)}`
  if (requestId !== headers.get('x-request-id')) return `the request id ${String(requestId)} is not the header's`
  return undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
