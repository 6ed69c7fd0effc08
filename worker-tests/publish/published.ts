import { env } from 'cloudflare:workers'
import { publishSite, type SiteFile } from '../../src/publish/deploy'
import { slugFor } from '../../src/publish/slug'

const TYPES = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
])

/** A file as the session hands it over. */
export async function siteFile(path: string, content: string): Promise<SiteFile> {
  const bytes = new TextEncoder().encode(content)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const type = TYPES.get(path.split('.').at(-1) ?? '') ?? 'application/octet-stream'
  return { path, type, sizeBytes: bytes.length, sha256, body: async () => bytes }
}

let calls = 0

/** Puts a site of these files online and answers its slug. */
export async function published(files: Record<string, string>): Promise<string> {
  const slug = await slugFor('test', `call-${++calls}-${crypto.randomUUID()}`)
  await publishSite(env.BLOBS, await sourceOf(slug, files))
  return slug
}

export async function sourceOf(slug: string, files: Record<string, string>) {
  const list = await Promise.all(Object.entries(files).map(([path, content]) => siteFile(path, content)))
  return { slug, deploymentId: `dep-${slug}`, conversationId: 'bakery', title: 'Bakery', files: list }
}

export async function keysUnder(prefix: string): Promise<string[]> {
  const { objects } = await env.BLOBS.list({ prefix })
  return objects.map(({ key }) => key)
}
