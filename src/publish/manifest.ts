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
