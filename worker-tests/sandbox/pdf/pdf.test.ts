import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { ToolError } from '../../../src/agent/tool'
import { PdfIsolate } from '../../../src/sandbox/pdf/pdf-isolate'
import { pdf } from '../../support/documents'

const bindings = { loader: env.LOADER, assets: env.ASSETS }

function read(bytes: Uint8Array, parts = {}) {
  return new PdfIsolate({ ...bindings, ...parts }).read(bytes)
}

function pages(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `This is page ${at + 1}. ${'More words. '.repeat(20)}`)
}

/** The same bytes but for one part; bytes and characters are one to one. */
function altered(bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const text = latin1(bytes)
  const after = text.replace(from, to)
  expect(after).not.toBe(text)
  return Uint8Array.from(after, (char) => char.charCodeAt(0))
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** Another program in the place of the reader: what a hostile PDF would make of it. */
function takenOver(body: string): { assets: Fetcher } {
  const files: Record<string, string> = {
    '/pdf/manifest.json': JSON.stringify({ build: 'x', modules: { 'reader.js': { file: 'reader.js', kind: 'js' } } }),
    '/pdf/reader.js': `import { WorkerEntrypoint } from 'cloudflare:workers'
      export class Reader extends WorkerEntrypoint { async read(bytes, limits) { ${body} } }`,
  }
  const fetch = async (url: string) => new Response(files[new URL(url).pathname])
  return { assets: { fetch } as unknown as Fetcher }
}

test('a PDF is read page by page, and one of pictures has empty pages', async () => {
  const startedAt = Date.now()
  expect(await read(pdf(['one', '', 'three']))).toEqual({
    pages: [
      { number: 1, text: 'one' },
      { number: 2, text: '' },
      { number: 3, text: 'three' },
    ],
    notes: [],
  })
  console.log(`a PDF of three pages, with the start of its isolate: ${Date.now() - startedAt} ms`)
})

test('an encrypted PDF says that it wants a password', async () => {
  const secret = 'ab'.repeat(32)
  const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${secret}> /U <${secret}> >> /ID [<00> <00>] /Root`
  await expect(read(altered(pdf(['x']), '/Root', encrypt))).rejects.toThrow('The PDF wants a password')
})

test('a broken PDF is a sentence', async () => {
  const broken = altered(pdf(['x']), /\/Type \/Catalog[\s\S]*/, 'nothing of it is there any more')
  const reading = read(broken)
  await expect(reading).rejects.toBeInstanceOf(ToolError)
  await expect(reading).rejects.toThrow('The PDF is damaged')
})

test('of a PDF with very many pages the first 500 are read', async () => {
  const { pages: found, notes } = await read(pdf(pages(620)))
  expect(found).toHaveLength(500)
  expect(found.at(-1)?.text).toContain('This is page 500.')
  expect(notes).toEqual(['120 more pages are not shown.'])
})

test('a PDF that claims a thousand million pages ends with the pages that are there', async () => {
  const { pages: found } = await read(altered(pdf(['the only one']), '/Count 1', '/Count 1000000000'))
  expect(found).toEqual([{ number: 1, text: 'the only one' }])
})

test('a tree of pages that holds itself ends too', async () => {
  await expect(read(altered(pdf(['x']), '/Kids [4 0 R]', '/Kids [2 0 R]'))).rejects.toBeInstanceOf(ToolError)
})

test('a PDF that was cut off in the middle is a sentence, or what is there where its list of objects came first', async () => {
  const half = (bytes: Uint8Array) => bytes.slice(0, Math.floor(bytes.length / 2))
  await expect(read(half(pdf(pages(10))))).rejects.toThrow('The PDF is damaged')
  const linearized = altered(pdf(pages(10)), '%PDF-1.4\n', '%PDF-1.4\ntrailer\n<< /Root 1 0 R >>\n')
  const { pages: found, notes } = await read(half(linearized))
  expect(found[0]?.text).toContain('This is page 1.')
  expect(found.length).toBeLessThan(10)
  expect(notes.join(' ')).toMatch(/damaged|not shown/)
})

test('a PDF that takes too long is a sentence', async () => {
  await expect(read(pdf(pages(200)), { timeoutMs: 1 })).rejects.toThrow('The PDF takes more time or memory')
})

test('without the binding the setting is named', async () => {
  await expect(read(pdf(['x']), { loader: undefined })).rejects.toThrow('wrangler.toml needs the binding LOADER')
})

test('a reader that was taken over reaches no network, and is heard for two seconds at most after its time', async () => {
  const asking = `const text = await fetch('https://example.com/').then(() => 'reached', (error) => 'refused: ' + error)
    return { pages: [{ number: 1, text }], unreadable: [], total: 1, isLate: false }`
  const { pages: found } = await read(new Uint8Array(1), takenOver(asking))
  expect(found[0]?.text).toMatch(/^refused: .*not permitted/)
  const silent = { ...takenOver('return new Promise(() => setInterval(() => {}, 1000))'), timeoutMs: 1 }
  await expect(read(new Uint8Array(1), silent)).rejects.toThrow('takes more time or memory')
})

test.each([
  "return 'pages'",
  'return { pages: [{ number: 1, text: 5 }] }',
  'return { pages: Array(501) }',
  'return null',
])('nonsense from a reader that was taken over is no text: %s', async (body) => {
  await expect(read(new Uint8Array(1), takenOver(body))).rejects.toThrow('The PDF is damaged')
})

test('a reader that cannot be found is told to the operator, not blamed on the PDF', async () => {
  const fetch = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
  const reading = read(pdf(['x']), { assets: { fetch } as unknown as Fetcher })
  await expect(reading).rejects.toThrow('The asset pdf/manifest.json is missing')
  await expect(reading).rejects.not.toBeInstanceOf(ToolError)
})
