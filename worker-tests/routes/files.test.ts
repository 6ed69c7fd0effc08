import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { storeBody } from '../../src/routes/store-body'
import type { FileEntry, FileList } from '../../src/wire/files'
import { UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from '../../src/wire/files'
import { sha256Of } from '../../src/workspace/sha256'
import { type Client, client } from '../support/client'
import { sessionOf } from '../support/objects'
import { largeBytes } from '../support/workspace'

const owner = client('files-owner')

async function folder(files: Record<string, string> = {}): Promise<{ id: string; files: string }> {
  const { id } = await owner.newConversation(files)
  return { id, files: `/api/conversations/${id}/files` }
}

function list(files: string, by: Client = owner): Promise<FileList> {
  return by.get<FileList>(files)
}

async function codeOf(response: Response): Promise<string> {
  const { error } = await response.json<{ error: { code: string } }>()
  return error.code
}

function objectsOf(id: string): Promise<string[]> {
  return env.BLOBS.list({ prefix: `c/${id}/` }).then(({ objects }) => objects.map(({ key }) => key))
}

test('an upload is a 201 with its entry, a second one of the path a 200, and both are listed once', async () => {
  const { files } = await folder()
  const first = await owner.fetch(`${files}/output/${encodeURIComponent('菜单 1.md')}`, {
    method: 'PUT',
    body: '# Menu',
  })
  expect(first.status).toBe(201)
  const entry = await first.json<FileEntry>()
  expect(entry).toEqual({
    path: 'output/菜单 1.md',
    sizeBytes: 6,
    sha256: await sha256Of(new TextEncoder().encode('# Menu')),
    type: 'text/markdown; charset=utf-8',
    modifiedAt: expect.any(Number),
    origin: 'upload',
  })
  const second = await owner.fetch(`${files}/output/${encodeURIComponent('菜单 1.md')}`, { method: 'PUT', body: 'new' })
  expect(second.status).toBe(200)
  expect(await list(files)).toEqual({
    files: [await second.json()],
    uploads: { count: 1, maxFiles: UPLOAD_MAX_FILES, maxBytes: UPLOAD_MAX_BYTES },
  })
})

test.each([
  ['nothing', 0],
  ['what lies in a row', 32 * 1024],
  ['what lies in R2', 32 * 1024 + 1],
  ['more than one part', 17 * 1024 * 1024 + 5],
])('%s comes back byte for byte, sent with its length and without', async (_, sizeBytes) => {
  const { files, id } = await folder()
  const bytes = largeBytes(7, sizeBytes)
  const sha256 = await sha256Of(bytes)
  expect(await owner.put<FileEntry>(`${files}/a.bin`, bytes)).toMatchObject({ sizeBytes, sha256 })
  expect(await owner.put<FileEntry>(`${files}/b.bin`, inChunks(bytes))).toMatchObject({ sizeBytes, sha256 })
  for (const name of ['a.bin', 'b.bin']) {
    const got = new Uint8Array(await (await owner.fetch(`${files}/${name}`)).arrayBuffer())
    expect(await sha256Of(got)).toBe(sha256)
  }
  await runDurableObjectAlarm(sessionOf(id))
  expect(await objectsOf(id)).toHaveLength(sizeBytes > 32 * 1024 ? 1 : 0)
})

test('a hundred uploads at once where ninety-nine files are: one succeeds', async () => {
  const { files } = await folder()
  for (let n = 0; n < UPLOAD_MAX_FILES - 1; n++) await owner.put(`${files}/f${n}`, `${n}`)
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => owner.fetch(`${files}/new${n}`, { method: 'PUT', body: largeBytes(n) })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  const refused = answers.filter(({ status }) => status === 409)
  expect(refused).toHaveLength(99)
  expect(new Set(await Promise.all(refused.map(codeOf)))).toEqual(new Set(['upload_limit']))
  expect((await list(files)).uploads.count).toBe(UPLOAD_MAX_FILES)

  expect((await owner.fetch(`${files}/f0`, { method: 'PUT', body: 'replaced' })).status).toBe(200)
  expect(await owner.delete(`${files}/f0`)).toEqual({ path: 'f0' })
  expect((await owner.fetch(`${files}/f0`, { method: 'PUT', body: 'back' })).status).toBe(201)
})

test('too large is refused before the body is read, and where chunks pass the limit', async () => {
  const { files, id } = await folder()
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(1024 * 1024))
    },
  })
  const told = { 'content-length': String(UPLOAD_MAX_BYTES + 1) }
  const early = await owner.fetch(`${files}/a`, { method: 'PUT', body: endless, headers: told })
  expect([early.status, await codeOf(early)]).toEqual([413, 'too_large'])
  expect(pulled).toBeLessThan(3)

  const late = await owner.fetch(`${files}/a`, { method: 'PUT', body: zeros(UPLOAD_MAX_BYTES + 1) })
  expect([late.status, await codeOf(late)]).toEqual([413, 'too_large'])
  expect((await list(files)).files).toEqual([])
  expect(await objectsOf(id)).toEqual([])
})

test.each([
  ['small, shorter than told', 100, 50],
  ['small, longer than told', 100, 150],
  ['large, shorter than told', 200_000, 100_000],
  ['large, longer than told', 200_000, 300_000],
])('a body that is %s leaves nothing and holds no place', async (_, told, sent) => {
  const { files, id } = await folder()
  const headers = { 'content-length': String(told) }
  const response = await owner.fetch(`${files}/a.bin`, { method: 'PUT', body: inChunks(largeBytes(1, sent)), headers })
  expect([response.status, await codeOf(response)]).toEqual([400, 'length_mismatch'])
  await runDurableObjectAlarm(sessionOf(id))
  expect(await list(files)).toMatchObject({ files: [], uploads: { count: 0 } })
  expect(await objectsOf(id)).toEqual([])
})

test('an upload that breaks off leaves nothing', async () => {
  const { files, id } = await folder({ 'kept.txt': 'kept' })
  const headers = { 'content-length': '20000000' }
  const response = await owner.fetch(`${files}/a.bin`, { method: 'PUT', body: breakingOff(2_000_000), headers })
  expect([response.status, await codeOf(response)]).toEqual([400, 'length_mismatch'])
  await runDurableObjectAlarm(sessionOf(id))
  expect((await list(files)).files.map(({ path }) => path)).toEqual(['kept.txt'])
  expect(await objectsOf(id)).toEqual([])
})

// The test's own door turns a broken body without a length into one that ends; a real connection does not.
test.each([
  ['was short', 2_000_000],
  ['had several parts', 20_000_000],
])('a body of unknown length that %s when it broke off leaves nothing in R2', async (_, sent) => {
  const target = { sizeBytes: null, bucket: env.BLOBS, key: `c/broken-${sent}/b/x` }
  await expect(storeBody(breakingOff(sent), target)).rejects.toMatchObject({ code: 'length_mismatch' })
  expect(await objectsOf(`broken-${sent}`)).toEqual([])
})

test.each([
  ['encoded dots and a slash', 'a/..%2fb'],
  ['an encoded slash', 'a%2Fb'],
  ['a NUL', 'a%00b'],
  ['a backslash', 'a%5cb'],
  ['a control character', 'a%1fb'],
  ['no UTF-8', 'a%ff'],
  ['a bare percent sign', 'a%zz'],
  ['a folder', 'a/'],
  ['a long name', 'a'.repeat(256)],
  ['a long path', 'a/'.repeat(600)],
])('a path with %s is a 400 invalid_path for reading, writing and deleting', async (_, path) => {
  const { files } = await folder()
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await owner.fetch(`${files}/${path}`, { method, ...(method === 'PUT' ? { body: 'x' } : {}) })
    expect([method, response.status, await codeOf(response)]).toEqual([method, 400, 'invalid_path'])
  }
  expect((await list(files)).files).toEqual([])
})

test('a name may hold a percent sign and anything else that is a name', async () => {
  const { files } = await folder()
  for (const name of ['100%.txt', '%41.txt', 'a+b c&d#e?f.txt', "it's (1).txt", '日本.txt']) {
    await owner.put(`${files}/${encodeURIComponent(name)}`, name)
    const response = await owner.fetch(`${files}/${encodeURIComponent(name)}`)
    expect(await response.text()).toBe(name)
  }
  expect(await owner.delete(`${files}/${encodeURIComponent('%41.txt')}`)).toEqual({ path: '%41.txt' })
})

test('parts are served, small or large, and what lies past the end is a 416 that names the size', async () => {
  const { files } = await folder()
  for (const sizeBytes of [10_000, 100_000]) {
    const bytes = largeBytes(3, sizeBytes)
    await owner.put(`${files}/a.bin`, bytes)
    const part = async (range: string) => {
      const response = await owner.fetch(`${files}/a.bin`, { headers: { range } })
      return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
    }
    const middle = await part('bytes=100-199')
    expect(middle.response.status).toBe(206)
    expect(middle.response.headers.get('content-range')).toBe(`bytes 100-199/${sizeBytes}`)
    expect(middle.response.headers.get('content-length')).toBe('100')
    expect(middle.bytes).toEqual(bytes.slice(100, 200))
    expect((await part('bytes=-5')).bytes).toEqual(bytes.slice(-5))
    expect((await part(`bytes=${sizeBytes - 3}-`)).bytes).toEqual(bytes.slice(-3))
    expect((await part('bytes=0-0,5-6')).response.status).toBe(200)
    const past = await part(`bytes=${sizeBytes}-`)
    expect(past.response.status).toBe(416)
    expect(past.response.headers.get('content-range')).toBe(`bytes */${sizeBytes}`)
  }
})

test('an unchanged copy is a 304, a HEAD has the headers alone', async () => {
  const { files } = await folder()
  const { sha256 } = await owner.put<FileEntry>(`${files}/a.txt`, 'hello')
  const head = await owner.fetch(`${files}/a.txt`, { method: 'HEAD' })
  expect(head.headers.get('etag')).toBe(`"${sha256}"`)
  expect(head.headers.get('content-length')).toBe('5')
  expect(await head.text()).toBe('')
  const same = await owner.fetch(`${files}/a.txt`, { headers: { 'if-none-match': `"${sha256}"`, range: 'bytes=99-' } })
  expect(same.status).toBe(304)
  await owner.put(`${files}/a.txt`, 'other')
  const changed = await owner.fetch(`${files}/a.txt`, { headers: { 'if-none-match': `"${sha256}"` } })
  expect([changed.status, await changed.text()]).toEqual([200, 'other'])
})

test.each([
  ['photo.png', 'inline', 'image/png'],
  ['note.txt', 'inline', 'text/plain; charset=utf-8'],
  ['paper.pdf', 'inline', 'application/pdf'],
  ['page.html', 'attachment', 'text/html; charset=utf-8'],
  ['logo.svg', 'attachment', 'image/svg+xml; charset=utf-8'],
  ['feed.xml', 'attachment', 'application/xml; charset=utf-8'],
  ['app.js', 'attachment', 'text/javascript; charset=utf-8'],
  ['unknown', 'attachment', 'application/octet-stream'],
])('%s is sent %s, in a policy that gives it no power', async (name, kind, type) => {
  const { files } = await folder({ [name]: 'x' })
  const { headers } = await owner.fetch(`${files}/${name}`)
  expect(headers.get('content-disposition')).toBe(`${kind}; filename="${name}"; filename*=UTF-8''${name}`)
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('private, no-cache')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('content-security-policy')).toContain(
    name === 'paper.pdf' ? 'frame-ancestors' : "sandbox; default-src 'none'",
  )
  const download = await owner.fetch(`${files}/${name}?download=1`)
  expect(download.headers.get('content-disposition')).toMatch(/^attachment/)
})

test('a name that headers cannot carry is sent in both encodings', async () => {
  const { files } = await folder()
  await owner.put(`${files}/${encodeURIComponent('"é\'.txt')}`, 'x')
  const { headers } = await owner.fetch(`${files}/${encodeURIComponent('"é\'.txt')}`)
  expect(headers.get('content-disposition')).toBe(`inline; filename="__'.txt"; filename*=UTF-8''%22%C3%A9%27.txt`)
})

test("another account's files and missing ones answer alike", async () => {
  const { files } = await folder({ 'a.txt': 'x' })
  const stranger = client('files-stranger')
  for (const [by, path] of [
    [stranger, `${files}/a.txt`],
    [stranger, '/api/conversations/c_made_up/files/a.txt'],
  ] as const) {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await by.fetch(path, { method, ...(method === 'PUT' ? { body: 'x' } : {}) })
      expect([method, response.status, await codeOf(response)]).toEqual([method, 404, 'not_found'])
    }
  }
  expect((await owner.fetch(`${files}/b.txt`)).status).toBe(404)
  expect((await owner.fetch(`${files}/b.txt`, { method: 'DELETE' })).status).toBe(404)
})

/** Chunks of uneven size, and no length. */
function inChunks(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      const end = Math.min(at + 70_001, bytes.length)
      controller.enqueue(bytes.slice(at, end))
      at = end
    },
  })
}

function breakingOff(afterBytes: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= afterBytes) return controller.error(new Error('the line broke'))
      controller.enqueue(largeBytes(at, 500_000))
      at += 500_000
    },
  })
}

function zeros(sizeBytes: number): ReadableStream<Uint8Array> {
  let left = sizeBytes
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 0) return controller.close()
      const chunk = Math.min(left, 4 * 1024 * 1024)
      controller.enqueue(new Uint8Array(chunk))
      left -= chunk
    },
  })
}
