import { AppError } from '../errors'
import { MESSAGE_MAX_BYTES, TOO_LARGE } from '../wire/messages'
import type { RouteContext } from './context'

/** A message of 256 KB may need six bytes a character once escaped. */
const BODY_MAX_BYTES = 6 * MESSAGE_MAX_BYTES + 64 * 1024

/** The body as JSON; undefined where it is empty. Throws unsupported_media_type, too_large or invalid_json. */
export async function readJson(c: RouteContext): Promise<unknown> {
  const declared = Number(c.req.header('content-length') ?? 0)
  if (declared > BODY_MAX_BYTES) throw tooLarge()
  const text = await readText(c.req.raw.body)
  if (text === '') return undefined
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_json', 'The body is not valid JSON. Check its quotes, commas and brackets.')
  }
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > BODY_MAX_BYTES) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function tooLarge(): AppError {
  return new AppError('too_large', TOO_LARGE)
}
