import { UPLOAD_MAX_BYTES } from '../wire/files'
import { INLINE_MAX_BYTES } from '../workspace/blobs'
import { hexOf } from '../workspace/sha256'
import { uploadTooLarge } from '../workspace/uploads'
import { chunksOf, inline, type StoredBody, type Target } from './body-chunks'

/** R2 wants parts of at least 5 MiB, all of one size but the last. One part is all that is held in memory. */
const PART_BYTES = 8 * 1024 * 1024

type Destination = Pick<Target, 'bucket' | 'key'>

/** Stores a body whose length nobody told: in parts where it is long, and ended as soon as it passes the limit. */
export async function storeParts(body: ReadableStream<Uint8Array>, target: Destination): Promise<StoredBody> {
  const parts = partsOf(body)
  const first = await parts.next()
  const start = first.done ? new Uint8Array(0) : first.value
  if (start.length <= INLINE_MAX_BYTES) return inline(start)
  if (start.length < PART_BYTES) {
    const { sizeBytes, sha256 } = await inline(start)
    await target.bucket.put(target.key, start)
    return { sizeBytes, sha256 }
  }
  return storeMany(start, parts, target)
}

async function storeMany(
  start: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
  { bucket, key }: Destination,
): Promise<StoredBody> {
  const hash = new crypto.DigestStream('SHA-256')
  const hasher = hash.getWriter()
  const upload = await bucket.createMultipartUpload(key)
  const done: R2UploadedPart[] = []
  let sizeBytes = 0
  const add = async (part: Uint8Array) => {
    sizeBytes += part.length
    await hasher.write(part)
    done.push(await upload.uploadPart(done.length + 1, part))
  }
  try {
    await add(start)
    for await (const part of rest) await add(part)
    await hasher.close()
    await upload.complete(done)
  } catch (error) {
    await Promise.allSettled([hasher.abort(error), hash.digest, upload.abort()])
    throw error
  }
  return { sizeBytes, sha256: hexOf(await hash.digest) }
}

/** The body again, in parts of PART_BYTES; the last may be shorter. Throws too_large past the limit. */
async function* partsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(PART_BYTES)
  let filled = 0
  let total = 0
  for await (const chunk of chunksOf(body)) {
    total += chunk.length
    if (total > UPLOAD_MAX_BYTES) throw uploadTooLarge()
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.subarray(at, at + PART_BYTES - filled)
      part.set(taken, filled)
      filled += taken.length
      at += taken.length
      if (filled < PART_BYTES) continue
      yield part
      part = new Uint8Array(PART_BYTES)
      filled = 0
    }
  }
  if (filled > 0) yield part.slice(0, filled)
}
