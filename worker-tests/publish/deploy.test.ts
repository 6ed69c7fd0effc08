import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { publishSite, SITE_MAX_BYTES, SITE_MAX_FILES, type SiteSource } from '../../src/publish/deploy'
import { findManifest } from '../../src/publish/manifest'
import { removeSite } from '../../src/publish/remove'
import { slugFor } from '../../src/publish/slug'
import { keysUnder, published, siteFile, sourceOf } from './published'

const newSlug = () => slugFor('deploy', crypto.randomUUID())

async function textOf(key: string): Promise<string | undefined> {
  return (await env.BLOBS.get(key))?.text()
}

test('copies every file and writes the manifest', async () => {
  const slug = await newSlug()
  const files = { 'index.html': '<h1>Bread</h1>', 'img/a b.svg': '<svg/>', 'empty.txt': '' }
  const manifest = await publishSite(env.BLOBS, await sourceOf(slug, files))

  expect(await textOf(`sites/${slug}/index.html`)).toBe('<h1>Bread</h1>')
  expect(await textOf(`sites/${slug}/img/a b.svg`)).toBe('<svg/>')
  expect(await textOf(`sites/${slug}/empty.txt`)).toBe('')
  expect(await findManifest(env.BLOBS, slug)).toEqual(manifest)
  expect(manifest).toMatchObject({ slug, deploymentId: `dep-${slug}`, conversationId: 'bakery', title: 'Bakery' })
})

test('copies from R2 to R2 by stream', async () => {
  const slug = await newSlug()
  const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251)
  await env.BLOBS.put('c/bakery/b/film', bytes)
  const film = { path: 'film.mp4', type: 'video/mp4', sizeBytes: bytes.length, sha256: 'f'.repeat(64) }
  const body = async () => {
    const object = await env.BLOBS.get('c/bakery/b/film')
    if (!object) throw new Error('The film is missing.')
    return object.body
  }
  const source = await sourceOf(slug, { 'index.html': 'x' })
  await publishSite(env.BLOBS, { ...source, files: [...source.files, { ...film, body }] })

  const copy = await env.BLOBS.get(`sites/${slug}/film.mp4`)
  expect(new Uint8Array((await copy?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes)
})

test('a call that runs again finds its site online and changes nothing', async () => {
  const slug = await newSlug()
  const first = await publishSite(env.BLOBS, await sourceOf(slug, { 'index.html': 'first' }))
  const again = await publishSite(env.BLOBS, await sourceOf(slug, { 'index.html': 'second', 'more.html': 'x' }))
  expect(again).toEqual(first)
  expect(await textOf(`sites/${slug}/index.html`)).toBe('first')
  expect(await keysUnder(`sites/${slug}/`)).toEqual([`sites/${slug}/index.html`])
})

test('a call that died half-way is finished by its second run', async () => {
  const slug = await newSlug()
  await env.BLOBS.put(`sites/${slug}/index.html`, 'half')
  await publishSite(env.BLOBS, await sourceOf(slug, { 'index.html': 'whole' }))
  expect(await textOf(`sites/${slug}/index.html`)).toBe('whole')
})

test('the manifest comes after the last file', async () => {
  const slug = await newSlug()
  const source = await sourceOf(slug, { 'index.html': 'x', 'late.html': 'late' })
  const seen: boolean[] = []
  const files = source.files.map((file) => ({
    ...file,
    body: async () => {
      seen.push((await findManifest(env.BLOBS, slug)) === undefined)
      return file.body()
    },
  }))
  await publishSite(env.BLOBS, { ...source, files })
  expect(seen).toEqual([true, true])
})

test.each([
  ['throws', async () => Promise.reject(new Error('The bytes are gone.'))],
  ['is shorter than its row says', async () => new Response('x').body ?? new Uint8Array()],
])('a file that %s leaves nothing online and nothing behind', async (_, body) => {
  const slug = await newSlug()
  const source = await sourceOf(slug, { 'index.html': 'x', 'a.html': 'a', 'b.html': 'b' })
  const broken = { ...(await siteFile('broken.html', 'longer than x')), body }
  await expect(publishSite(env.BLOBS, { ...source, files: [...source.files, broken] })).rejects.toThrow()
  expect(await keysUnder(`sites/${slug}`)).toEqual([])
})

test('a turn that stops leaves nothing behind', async () => {
  const slug = await newSlug()
  const stop = new AbortController()
  const source = await sourceOf(
    slug,
    Object.fromEntries(['index', ...'abcdefgh'].map((name) => [`${name}.html`, name])),
  )
  const files = source.files.map((file) => ({
    ...file,
    body: async () => {
      stop.abort()
      return file.body()
    },
  }))
  await expect(publishSite(env.BLOBS, { ...source, files, signal: stop.signal })).rejects.toThrow()
  expect(await keysUnder(`sites/${slug}`)).toEqual([])
})

test('a folder that cannot be a site is refused with a sentence that says what to do', async () => {
  const slug = await newSlug()
  const page = await siteFile('index.html', 'x')
  const publish = (files: SiteSource['files']) =>
    publishSite(env.BLOBS, { slug, deploymentId: 'd', conversationId: 'c', title: 't', files })
  const many = Array.from({ length: SITE_MAX_FILES }, (_, index) => ({ ...page, path: `${index}.html` }))
  const huge = { ...page, path: 'film.mp4', sizeBytes: SITE_MAX_BYTES }

  await expect(publish([{ ...page, path: 'sub/index.html' }])).rejects.toMatchObject({
    name: 'ToolError',
    message: expect.stringContaining('no index.html'),
  })
  await expect(publish([page, ...many])).rejects.toMatchObject({ name: 'ToolError', message: /at most 1000/ })
  await expect(publish([page, huge])).rejects.toMatchObject({ name: 'ToolError', message: /at most 200000000/ })
  expect(await keysUnder(`sites/${slug}`)).toEqual([])
})

test('removal takes the manifest and all files, and can be repeated', async () => {
  const slug = await published({ 'index.html': 'x', 'a/b/c.html': 'y' })
  const neighbour = await published({ 'index.html': 'stays' })
  await removeSite(env.BLOBS, slug)
  await removeSite(env.BLOBS, slug)
  expect(await keysUnder(`sites/${slug}`)).toEqual([])
  expect(await keysUnder(`sites/${neighbour}`)).toHaveLength(2)
})

test('removal goes past the first page of a listing', async () => {
  const slug = await newSlug()
  const keys = Array.from({ length: 1005 }, (_, index) => `sites/${slug}/${index}`)
  while (keys.length > 0) await Promise.all(keys.splice(0, 200).map((key) => env.BLOBS.put(key, '')))
  await removeSite(env.BLOBS, slug)
  expect(await keysUnder(`sites/${slug}`)).toEqual([])
})
