import { AppError } from '../errors'
import { sha256Of } from '../workspace/sha256'

export interface StoredBody {
  sizeBytes: number
  sha256: string
  /** Where they are few enough to lie in the session itself; nothing was written to R2 then. */
  bytes?: Uint8Array
}

export interface Target {
  /** As the request tells; null where it does not. */
  sizeBytes: number | null
  bucket: R2Bucket
  key: string
}

export async function inline(bytes: Uint8Array): Promise<StoredBody> {
  return { sizeBytes: bytes.length, sha256: await sha256Of(bytes), bytes }
}

/** Chunks of a body; a reader that broke off is a mismatch like any other. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw mismatch('The upload broke off before its end.', cause)
      })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

export function mismatch(what: string, cause?: unknown): AppError {
  return new AppError('length_mismatch', `${what} Nothing was kept; upload it again.`, { cause })
}
