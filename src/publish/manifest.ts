import * as z from 'zod/mini'

const PublishedFile = z.object({
  /** Relative to the site's folder. */
  path: z.string(),
  type: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
})
export type PublishedFile = z.infer<typeof PublishedFile>

/** Written last and removed first: a site is online exactly while its manifest is there. */
const SiteManifest = z.object({
  slug: z.string(),
  deploymentId: z.string(),
  conversationId: z.string(),
  title: z.string(),
  createdAt: z.number(),
  files: z.array(PublishedFile),
  /** Other hosts that its pages may load from and send to, because the person opened them; older sites have none. */
  openHosts: z.optional(z.array(z.string())),
})
export type SiteManifest = z.infer<typeof SiteManifest>

export function manifestKey(slug: string): string {
  return `sites/${slug}.json`
}

/** Every file of a site lies under this prefix. */
export function sitePrefix(slug: string): string {
  return `sites/${slug}/`
}

export async function findManifest(bucket: R2Bucket, slug: string): Promise<SiteManifest | undefined> {
  const object = await bucket.get(manifestKey(slug))
  if (!object) return undefined
  return SiteManifest.parse(await object.json())
}

export async function writeManifest(bucket: R2Bucket, manifest: SiteManifest): Promise<void> {
  await bucket.put(manifestKey(manifest.slug), JSON.stringify(manifest), {
    httpMetadata: { contentType: 'application/json' },
  })
}

/** Changes the manifest of a site that is online; undefined where it is not, also where it is taken offline meanwhile. */
export async function changeManifest(
  bucket: R2Bucket,
  slug: string,
  change: Partial<Pick<SiteManifest, 'openHosts'>>,
): Promise<SiteManifest | undefined> {
  const object = await bucket.get(manifestKey(slug))
  if (!object) return undefined
  const manifest = { ...SiteManifest.parse(await object.json()), ...change }
  const options = { httpMetadata: { contentType: 'application/json' }, onlyIf: { etagMatches: object.etag } }
  return (await bucket.put(manifestKey(slug), JSON.stringify(manifest), options)) ? manifest : undefined
}
