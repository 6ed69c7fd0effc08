import { ToolError } from '../agent/tool'
import { findManifest, type PublishedFile, type SiteManifest, sitePrefix, writeManifest } from './manifest'
import { removeSite } from './remove'

/** A file may cost two subrequests, and an invocation has 10,000 of them; the manifest stays below 1 MB. */
export const SITE_MAX_FILES = 1000
/** What copies within a tool call's patience. */
export const SITE_MAX_BYTES = 200_000_000

/** Workers have six connections at a time; one stays free for whatever else the session does. */
const COPIES_AT_ONCE = 5

export interface SiteFile extends PublishedFile {
  body(): Promise<ReadableStream<Uint8Array> | Uint8Array>
}

export interface SiteSource {
  slug: string
  deploymentId: string
  conversationId: string
  title: string
  /** Paths relative to the folder that is published. */
  files: Iterable<SiteFile>
  /** Other hosts that the person opened to its pages. */
  openHosts?: string[]
  signal?: AbortSignal | undefined
}

/**
 * Puts a site online: copies its files, then writes its manifest. A site that is online already is answered as it is, so
 * a call that runs again changes nothing. A failure leaves nothing behind. Throws ToolError where there is no
 * index.html and past the limits.
 */
export async function publishSite(bucket: R2Bucket, source: SiteSource): Promise<SiteManifest> {
  const online = await findManifest(bucket, source.slug)
  if (online) return online

  const { slug, deploymentId, conversationId, title, openHosts = [], signal } = source
  const files = [...source.files]
  refuseUnfit(files)
  try {
    await copyFiles(bucket, { slug, files, signal })
    const createdAt = Date.now()
    const manifest = { slug, deploymentId, conversationId, title, createdAt, openHosts, files: files.map(published) }
    await writeManifest(bucket, manifest)
    return manifest
  } catch (error) {
    // A second run of the same call may have finished meanwhile: its site stays.
    if (!(await findManifest(bucket, slug))) await removeSite(bucket, slug)
    throw error
  }
}

function refuseUnfit(files: readonly SiteFile[]): void {
  if (!files.some((file) => file.path === 'index.html')) {
    throw new ToolError('The folder has no index.html. Put the page there under this name, then deploy again.')
  }
  if (files.length > SITE_MAX_FILES) {
    const sentence = `The folder has ${files.length} files, and a site has at most ${SITE_MAX_FILES}.`
    throw new ToolError(`${sentence} Leave out what the pages do not use.`)
  }
  const sizeBytes = siteBytes(files)
  if (sizeBytes > SITE_MAX_BYTES) {
    const sentence = `The folder has ${sizeBytes} bytes, and a site has at most ${SITE_MAX_BYTES}.`
    throw new ToolError(`${sentence} Make images, sounds and films smaller.`)
  }
}

export function siteBytes(files: readonly PublishedFile[]): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0)
}

interface Copy {
  slug: string
  files: readonly SiteFile[]
  signal: AbortSignal | undefined
}

async function copyFiles(bucket: R2Bucket, { slug, files, signal }: Copy): Promise<void> {
  const waiting = files.values()
  const failure = new AbortController()
  const copyWaiting = async () => {
    for (const file of waiting) {
      signal?.throwIfAborted()
      if (failure.signal.aborted) return
      await copyFile(bucket, `${sitePrefix(slug)}${file.path}`, file)
    }
  }
  const copies = Array.from({ length: COPIES_AT_ONCE }, () =>
    copyWaiting().catch((error: unknown) => {
      failure.abort()
      throw error
    }),
  )
  // Every copy has ended before the first failure is told: nothing may be written after the clean-up.
  for (const copy of await Promise.allSettled(copies)) {
    if (copy.status === 'rejected') throw copy.reason
  }
}

async function copyFile(bucket: R2Bucket, key: string, file: SiteFile): Promise<void> {
  const body = await file.body()
  const options = { httpMetadata: { contentType: file.type } }
  if (body instanceof Uint8Array) {
    await bucket.put(key, body, options)
    return
  }
  // R2 wants to know the length of a stream; one that is longer or shorter than its row says fails here.
  const { readable, writable } = new FixedLengthStream(file.sizeBytes)
  await Promise.all([body.pipeTo(writable), bucket.put(key, readable, options)])
}

function published({ path, type, sizeBytes, sha256 }: SiteFile): PublishedFile {
  return { path, type, sizeBytes, sha256 }
}
