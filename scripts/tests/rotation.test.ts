import { globSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { build } from '../build.ts'
import { refuseMissing } from '../deployed-root-key.ts'
import { run } from '../program.ts'
import { newRootKey, readRootKeys, rootKeyId, writeRootKeys } from '../root-key.ts'
import { type RewrapPage, rotate } from '../rotation.ts'
import { ended, npmStart, portIsFree, temporaryFolder } from './running.ts'

beforeAll(() => build())

const ACCOUNTS = ['ann', 'ben', 'cas']
const SAVED = 45

test('a rotation under load fails no call, and leaves nothing of the old root key', { timeout: 180_000 }, async () => {
  const dataDir = temporaryFolder()
  const provider = await fakeProvider()
  const { url, process: npm } = await npmStart({ OKCVM_DATA_DIR: dataDir })
  const old = readRootKeys(dataDir)
  expect(statSync(join(dataDir, 'root-key')).mode & 0o777).toBe(0o600)
  const people = [...ACCOUNTS, ...Array.from({ length: SAVED }, (_, at) => `idle-${at}`)]
  for (const account of people) await save(url, account, provider.url)

  const load = new Load()
  for (const account of ACCOUNTS) {
    load.repeat(() => chat(url, account))
    load.repeat(() => save(url, account, provider.url))
  }
  await load.grows()
  const calls = load.done
  const { code, output } = await run('npm', ['run', 'rotate-root-key'], { env: { OKCVM_DATA_DIR: dataDir } })
  expect(code, output).toBe(0)
  const during = load.done - calls
  await load.grows()
  await load.end()

  console.log(`rotation: ${during} calls while it ran, ${load.done} in all, ${load.failures.length} failed`)
  expect(load.failures).toEqual([])
  expect(during).toBeGreaterThan(10)
  expect(provider.wrongKeys).toEqual([])
  const fresh = readRootKeys(dataDir)
  expect(fresh).toMatch(/^[0-9a-f]{12}\.[\w-]{43}$/)
  expect(rootKeyId(fresh)).not.toBe(rootKeyId(old))
  expect(statSync(join(dataDir, 'root-key')).mode & 0o777).toBe(0o600)

  npm.kill('SIGTERM')
  await ended(npm)
  await portIsFree(url)
  const envelopes = envelopesIn(dataDir)
  expect(envelopes).toHaveLength(people.length)
  expect(envelopes.filter((envelope) => envelope.split('.')[1] !== rootKeyId(fresh))).toEqual([])
  const [, secret = ''] = old.split('.')
  expect(filesWith(dataDir, [secret, Buffer.from(secret, 'base64url')])).toEqual([])
  // The same look finds the key that is in use.
  expect(filesWith(dataDir, [fresh])).toEqual(['root-key'])
  expect(filesWith(dataDir, ['sk-ann', 'sk-idle-1'])).toEqual([])

  const offline = await run('npm', ['run', 'rotate-root-key'], { env: { OKCVM_DATA_DIR: dataDir } })
  expect(offline.code, offline.output).toBe(0)
  expect(offline.output).toContain(`wrapped anew: ${people.length}`)
})

test('a rotation that was cut off is simply run again', async () => {
  const dataDir = temporaryFolder()
  const [old, half] = [newRootKey(), newRootKey()]
  for (const left of [`${old},${half}`, `${half},${old}`]) {
    writeRootKeys(dataDir, left)
    const envelopes = [rootKeyId(old), rootKeyId(half)]
    const written: string[] = []
    const store = {
      read: async () => readRootKeys(dataDir),
      async write(keys: string) {
        written.push(keys.split(',').map(rootKeyId).join(' '))
        writeRootKeys(dataDir, keys)
      },
      settled: async () => {},
    }
    const { rewrapped } = await rotate(store, pageOver(dataDir, envelopes), () => {})
    const fresh = rootKeyId(readRootKeys(dataDir))
    const before = left.split(',').map(rootKeyId).join(' ')
    expect(written).toEqual([`${before} ${fresh}`, `${fresh} ${before}`, fresh])
    expect(envelopes).toEqual([fresh, fresh])
    expect(rewrapped).toBe(2)
  }
})

test('no root key in use is overwritten by a rotation that does not know it', () => {
  const [one, two] = [newRootKey(), newRootKey()]
  expect(() => refuseMissing(`${two},${one}`, [one, two].map(rootKeyId))).not.toThrow()
  expect(() => refuseMissing(one, [one, two].map(rootKeyId))).toThrow(`begin with ${rootKeyId(two)}. Bring`)
  expect(() => refuseMissing(two, [rootKeyId(one)])).toThrow('Nothing was changed')
})

test('a saved key that still needs the old root key brings it back', async () => {
  const dataDir = temporaryFolder()
  const old = newRootKey()
  writeRootKeys(dataDir, old)
  const envelopes: string[] = []
  const page = pageOver(dataDir, envelopes)
  const store = {
    read: async () => readRootKeys(dataDir),
    async write(keys: string) {
      writeRootKeys(dataDir, keys)
      // Somebody slow writes what was sealed before, when the old root key is gone already.
      if (!keys.includes(',')) envelopes.push(rootKeyId(old))
    },
    settled: async () => {},
  }
  await expect(rotate(store, page, () => {})).rejects.toThrow('put back')
  expect(readRootKeys(dataDir).split(',')[1]).toBe(old)
})

/** The pages of a server whose envelopes are named by their root keys alone. */
function pageOver(dataDir: string, envelopes: string[]): RewrapPage {
  return async () => {
    const rootKeys = readRootKeys(dataDir).split(',').map(rootKeyId)
    const [first = ''] = rootKeys
    const stale = envelopes.flatMap((id, at) => (id === first ? [] : [at]))
    const opened = stale.filter((at) => rootKeys.includes(envelopes[at] ?? ''))
    for (const at of opened) envelopes[at] = first
    return { rootKeys, rewrapped: opened.length, unreadable: stale.length - opened.length, cursor: null }
  }
}

/** Calls that repeat, one after another, until they are told to end. */
class Load {
  done = 0
  readonly failures: unknown[] = []
  readonly #loops: Promise<void>[] = []
  #isOver = false

  repeat(call: () => Promise<unknown>): void {
    this.#loops.push(this.#loop(call))
  }

  /** Until ten more calls are through. */
  async grows(): Promise<void> {
    const enough = this.done + 10
    while (this.done < enough && this.failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#loops)
  }

  async #loop(call: () => Promise<unknown>): Promise<void> {
    while (!this.#isOver) {
      await call().catch((error) => this.failures.push(String(error)))
      this.done += 1
    }
  }
}

/** Chat Completions for whoever brings a key of the account that its model names. */
async function fakeProvider(): Promise<{ url: string; wrongKeys: string[] }> {
  const wrongKeys: string[] = []
  const server: Server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { model } = JSON.parse(body)
    const key = request.headers.authorization
    if (!key?.startsWith(`Bearer sk-${model}-`)) wrongKeys.push(`${model}: ${key}`)
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ id: '1', model, choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }] }),
    )
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, wrongKeys }
}

async function save(url: string, account: string, baseUrl: string): Promise<void> {
  const key = `sk-${account}-${crypto.randomUUID()}`
  await send('PUT', `${url}/api/provider-settings/chat`, account, { baseUrl, model: account, key })
}

async function chat(url: string, account: string): Promise<void> {
  const { reply } = await send('POST', `${url}/api/chat`, account, { message: 'Hi', stream: false })
  if (reply !== 'ok') throw new Error(`${account} heard ${reply}`)
}

async function send(method: string, url: string, account: string, body: object) {
  const headers = { 'content-type': 'application/json', 'x-okc-client-id': account }
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
  return JSON.parse(text)
}

function envelopesIn(dataDir: string): string[] {
  const files = globSync('v3/d1/**/*.sqlite', { cwd: dataDir })
  return files.flatMap((file) => {
    const database = new DatabaseSync(join(dataDir, file), { readOnly: true })
    try {
      const has = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'provider_settings'").get()
      const rows = has ? database.prepare('SELECT key_envelope AS envelope FROM provider_settings').all() : []
      return rows.map(({ envelope }) => String(envelope))
    } finally {
      database.close()
    }
  })
}

function filesWith(dataDir: string, needles: (string | Buffer)[]): string[] {
  const files = globSync('**/*', { cwd: dataDir }).filter((file) => statSync(join(dataDir, file)).isFile())
  return files.filter((file) => {
    const bytes = readFileSync(join(dataDir, file))
    return needles.some((needle) => bytes.includes(needle))
  })
}
