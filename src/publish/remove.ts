import { manifestKey, sitePrefix } from './manifest'

/** Takes a site offline, then deletes its files. A repeat finds nothing to do and goes on where an earlier one ended. */
export async function removeSite(bucket: R2Bucket, slug: string): Promise<void> {
  await bucket.delete(manifestKey(slug))
  while (true) {
    const { objects } = await bucket.list({ prefix: sitePrefix(slug) })
    if (objects.length === 0) return
    await bucket.delete(objects.map((object) => object.key))
  }
}
