import type { Caller } from '../accounts/caller'
import { isAppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import type { FileEntry } from '../wire/files'
import type { SessionStub } from './sessions'
import { storeBody } from './store-body'

interface Place {
  session: SessionStub
  caller: Caller
  bucket: R2Bucket
  path: string
}

/**
 * Takes one upload in: reserve, bytes, commit. Whatever breaks in between leaves no file, and the place in the count is
 * given back; what a crash leaves is swept when the lease expires.
 */
export async function receiveUpload(request: Request, place: Place): Promise<{ entry: FileEntry; created: boolean }> {
  const { session, caller, bucket, path } = place
  const sizeBytes = contentLength(request)
  // Its limits are checked here, before a byte of the body is read.
  const { lease, key } = await session.reserveUpload(caller, { path, sizeBytes })
  try {
    const stored = await storeBody(request.body, { sizeBytes, bucket, key })
    return await session.commitUpload(caller, { lease, ...stored })
  } catch (error) {
    await giveUp(lease, error, place, key)
    throw error
  }
}

async function giveUp(lease: string, error: unknown, { session, caller, bucket }: Place, key: string): Promise<void> {
  try {
    // Refused for sure, so no file can name this object. After any other failure the commit may have taken place.
    if (isAppError(error)) await bucket.delete(key)
    await session.releaseUpload(caller, lease)
  } catch (failure) {
    // The first failure is the one to tell; the lease expires by itself.
    if (!isAppError(failure)) reportUnexpected(failure, { lease })
  }
}

/** Null where the body comes in chunks of unknown number. */
function contentLength(request: Request): number | null {
  const header = request.headers.get('content-length')
  if (header !== null && /^\d+$/.test(header)) return Number(header)
  return request.body === null ? 0 : null
}
