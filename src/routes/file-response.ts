import { AppError, notFound } from '../errors'
import { type ByteRange, byteRange } from '../publish/byte-range'
import { isUnchanged, mayResume, type Validators } from '../publish/freshness'
import type { LocatedAttachment } from '../workspace/workspace'
import { contentDisposition } from './content-disposition'
import type { RouteContext } from './context'

/** Of a file the path is its place; only the name at its end is told. */
export type Located = LocatedAttachment
type Entry = Located['entry']

interface Wanted {
  located: Located
  range: ByteRange | 'whole'
  bucket: R2Bucket
  asDownload: boolean
  /** What has one address has the same bytes for good. */
  isImmutable?: boolean
}

/** The part that a request asks for. Throws range_not_satisfiable, with the size in the answer's headers. */
export function satisfiableRange(c: RouteContext, entry: Entry): ByteRange | 'whole' {
  const { sizeBytes } = entry
  const range = requestedRange(c.req.raw, entry)
  if (range !== 'unsatisfiable') return range
  c.header('Content-Range', `bytes */${sizeBytes}`)
  throw new AppError('range_not_satisfiable', `The file has ${sizeBytes} bytes. Ask for a range within them.`)
}

/** A condition that fails, or a copy that is still good, makes it the whole. */
function requestedRange(request: Request, entry: Entry): ReturnType<typeof byteRange> {
  const version = versionOf(entry)
  const counts =
    request.method === 'GET' && !isUnchanged(request.headers, version) && mayResume(request.headers, version)
  return byteRange(counts ? request.headers.get('range') : null, entry.sizeBytes)
}

/** Answers with a file's bytes, whole, in part, or not again (RFC 9110). What an agent made gets no power in a browser. */
export async function fileResponse(
  request: Request,
  { located, range, bucket, asDownload, isImmutable = false }: Wanted,
): Promise<Response> {
  const { entry } = located
  const headers = headersFor(entry, asDownload)
  if (isImmutable) headers.set('Cache-Control', IMMUTABLE)
  if (isUnchanged(request.headers, versionOf(entry))) return new Response(null, { status: 304, headers })

  headers.set('Content-Length', String(range === 'whole' ? entry.sizeBytes : range.length))
  headers.set('Content-Type', entry.type)
  if (request.method === 'HEAD') return new Response(null, { headers })
  if (range === 'whole') return new Response(await bytesOf(located, bucket), { headers })

  headers.set('Content-Range', `bytes ${range.offset}-${range.offset + range.length - 1}/${entry.sizeBytes}`)
  return new Response(await bytesOf(located, bucket, range), { status: 206, headers })
}

function versionOf({ sha256, modifiedAt }: Pick<Entry, 'sha256' | 'modifiedAt'>): Validators {
  return { etag: `"${sha256}"`, modifiedAt }
}

async function bytesOf(located: Located, bucket: R2Bucket, range?: ByteRange): Promise<BodyInit> {
  if ('bytes' in located)
    return range ? located.bytes.subarray(range.offset, range.offset + range.length) : located.bytes
  const object = await bucket.get(located.key, range && { range })
  // Bytes outlive their file by a quarter of an hour: only a conversation's deletion takes them earlier.
  if (!object) throw notFound('file')
  return object.body
}

function headersFor(entry: Entry, asDownload: boolean): Headers {
  return new Headers({
    ETag: versionOf(entry).etag,
    'Last-Modified': new Date(entry.modifiedAt).toUTCString(),
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': isPdf(entry) ? PDF_POLICY : POLICY,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Disposition': disposition(entry, asDownload),
  })
}

/** A person's alone, so no cache that several share keeps it. */
const IMMUTABLE = 'private, max-age=31536000, immutable'

const POLICY =
  "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"

/** A browser's own PDF viewer does not start in a sandbox; scripts of a PDF never reach its origin. */
const PDF_POLICY = "frame-ancestors 'self'"

function disposition({ path, type }: Entry, asDownload: boolean): string {
  const kind = !asDownload && isPassive(type) ? 'inline' : 'attachment'
  return contentDisposition(kind, path.slice(path.lastIndexOf('/') + 1))
}

/** What a browser can show without running anything of it: never HTML, SVG or XML. */
function isPassive(type: string): boolean {
  if (type.startsWith('image/svg')) return false
  return /^(?:image|audio|video)\/|^text\/plain\b|^application\/pdf$/.test(type)
}

function isPdf({ type }: Entry): boolean {
  return type === 'application/pdf'
}
