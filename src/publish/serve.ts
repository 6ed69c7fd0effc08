import { type ByteRange, byteRange } from './byte-range'
import { errorPage } from './error-page'
import { isUnchanged, mayResume } from './freshness'
import { findManifest, type PublishedFile, type SiteManifest, sitePrefix } from './manifest'
import { type SitePlace, siteHeaders } from './site-headers'
import { decodeSitePath, locateFile } from './site-path'
import { isSlug } from './slug'

/** Answers a visitor out of R2 alone: no session wakes, no cookie is read or set. */
export async function serveSite(request: Request, bucket: R2Bucket, place: SitePlace): Promise<Response> {
  const { response, openHosts } = await answer(request, bucket, place)
  for (const [name, value] of Object.entries(siteHeaders(place, openHosts))) response.headers.set(name, value)
  return request.method === 'HEAD' ? new Response(null, response) : response
}

interface Answer {
  response: Response
  openHosts?: readonly string[] | undefined
}

async function answer(request: Request, bucket: R2Bucket, place: SitePlace): Promise<Answer> {
  if (request.method === 'OPTIONS') return { response: preflight() }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { response: errorPage(405, { Allow: METHODS }) }
  // A service worker on the shared host would sit between visitors and the console's own address space.
  if (place.sharedHost && request.headers.has('service-worker')) return { response: errorPage(403) }

  const names = decodeSitePath(place.path ?? '')
  if (!names) return { response: errorPage(400) }
  const manifest = isSlug(place.slug) ? await findManifest(bucket, place.slug) : undefined
  if (!manifest) return { response: errorPage(404) }
  const response = await answerFrom(manifest, names, { request, bucket, place })
  return { response, openHosts: manifest.openHosts }
}

async function answerFrom(
  manifest: SiteManifest,
  names: readonly string[],
  { request, bucket, place }: { request: Request; bucket: R2Bucket; place: SitePlace },
): Promise<Response> {
  if (place.path === undefined) return withSlash(request, place, [])
  const file = locateFile(manifest, names)
  if (!file) return errorPage(404)
  if (file === 'folder') return withSlash(request, place, names)
  return sendFile(request, bucket, { manifest, file })
}

const METHODS = 'GET, HEAD, OPTIONS'

/** A sandboxed page has another origin than its own files, so a fetch of them with a header of its own asks first. */
function preflight(): Response {
  const headers = { 'Access-Control-Allow-Methods': METHODS, 'Access-Control-Allow-Headers': '*' }
  return new Response(null, { status: 204, headers })
}

/** Relative addresses in a folder's page only work from below its slash. */
function withSlash(request: Request, { slug, sharedHost }: SitePlace, names: readonly string[]): Response {
  const root = sharedHost ? `/sites/${slug}/` : '/'
  const folder = names.map((name) => `${encodeURIComponent(name)}/`).join('')
  return new Response(null, { status: 308, headers: { Location: root + folder + new URL(request.url).search } })
}

interface Wanted {
  manifest: SiteManifest
  file: PublishedFile
}

async function sendFile(request: Request, bucket: R2Bucket, { manifest, file }: Wanted): Promise<Response> {
  const version = { etag: `"${file.sha256}"`, modifiedAt: manifest.createdAt }
  const headers = new Headers({
    ETag: version.etag,
    'Last-Modified': new Date(version.modifiedAt).toUTCString(),
    'Accept-Ranges': 'bytes',
  })
  if (isUnchanged(request.headers, version)) return new Response(null, { status: 304, headers })

  headers.set('Content-Type', file.type)
  headers.set('Content-Length', String(file.sizeBytes))
  if (request.method === 'HEAD') return new Response(null, { headers })

  const wanted = mayResume(request.headers, version) ? request.headers.get('range') : null
  const range = byteRange(wanted, file.sizeBytes)
  if (range === 'unsatisfiable') return errorPage(416, { 'Content-Range': `bytes */${file.sizeBytes}` })

  const key = sitePrefix(manifest.slug) + file.path
  const object = await bucket.get(key, range === 'whole' ? undefined : { range })
  // Removed between the manifest and here.
  if (!object) return errorPage(404)
  if (range === 'whole') return new Response(object.body, { headers })
  return partial(object.body, { range, headers, sizeBytes: file.sizeBytes })
}

interface Part {
  range: ByteRange
  headers: Headers
  sizeBytes: number
}

function partial(body: ReadableStream, { range, headers, sizeBytes }: Part): Response {
  headers.set('Content-Range', `bytes ${range.offset}-${range.offset + range.length - 1}/${sizeBytes}`)
  headers.set('Content-Length', String(range.length))
  return new Response(body, { status: 206, headers })
}
