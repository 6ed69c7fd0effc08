import { INLINE_MAX_BYTES } from '../workspace/blobs'
import { hexOf } from '../workspace/sha256'
import { chunksOf, inline, mismatch, type StoredBody, type Target } from './body-chunks'
import { storeParts } from './store-parts'

export type Body = ReadableStream<Uint8Array> | null

/**
 * Writes a request's body to R2 chunk by chunk, never holding it whole, and hashes it on the way; a small one is kept.
 * Throws AppError length_mismatch where it ends early or late, too_large where it passes the limit; R2 then holds nothing.
 */
export async function storeBody(body: Body, target: Target): Promise<StoredBody> {
  const { sizeBytes } = target
  if (body === null) return inline(new Uint8Array(0))
  if (sizeBytes === null) return storeParts(body, target)
  return sizeBytes <= INLINE_MAX_BYTES ? keep(body, sizeBytes) : stream(body, { ...target, sizeBytes })
}

async function keep(body: ReadableStream<Uint8Array>, sizeBytes: number): Promise<StoredBody> {
  const bytes = new Uint8Array(sizeBytes)
  let filled = 0
  for await (const chunk of chunksOf(body)) {
    if (filled + chunk.length > sizeBytes) throw mismatch('The body is longer than its Content-Length.')
    bytes.set(chunk, filled)
    filled += chunk.length
  }
  if (filled < sizeBytes) throw mismatch('The body is shorter than its Content-Length.')
  return inline(bytes)
}

/** By hand, because workerd fails to pipe both halves of a `tee()` where one goes to a FixedLengthStream. */
async function stream(
  body: ReadableStream<Uint8Array>,
  { sizeBytes, bucket, key }: Target & { sizeBytes: number },
): Promise<StoredBody> {
  const { readable, writable } = new FixedLengthStream(sizeBytes)
  const put = bucket.put(key, readable)
  const hash = new crypto.DigestStream('SHA-256')
  const outputs = [writable.getWriter(), hash.getWriter()]
  try {
    await Promise.all([copy(body, { sizeBytes, outputs }), put])
  } catch (error) {
    await Promise.allSettled([...outputs.map((output) => output.abort(error)), put, hash.digest])
    throw error
  }
  return { sizeBytes, sha256: hexOf(await hash.digest) }
}

interface Copy {
  sizeBytes: number
  outputs: WritableStreamDefaultWriter<Uint8Array>[]
}

async function copy(body: ReadableStream<Uint8Array>, { sizeBytes, outputs }: Copy): Promise<void> {
  let copied = 0
  for await (const chunk of chunksOf(body)) {
    copied += chunk.length
    if (copied > sizeBytes) throw mismatch('The body is longer than its Content-Length.')
    await Promise.all(outputs.map((output) => output.write(chunk)))
  }
  if (copied < sizeBytes) throw mismatch('The body is shorter than its Content-Length.')
  await Promise.all(outputs.map((output) => output.close()))
}
