import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTick } from 'node:timers/promises'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { build } from '../build.ts'
import {
  answers,
  ended,
  killWorkerd,
  npmRun,
  npmStart,
  portIsFree,
  serverPid,
  signalGroup,
  temporaryFolder,
} from './running.ts'

beforeAll(() => build())

test('npm start serves the console and the API on loopback, and SIGTERM ends everything', async () => {
  const { url, process: npm } = await npmStart({ OKCVM_DATA_DIR: temporaryFolder() })

  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' })
  expect(await (await fetch(`${url}/c/anything`)).text()).toContain('<!doctype html>')

  npm.kill('SIGTERM')
  await ended(npm)
  await portIsFree(url)
})

test('what was acknowledged is there after the whole group was killed', async () => {
  const data = { OKCVM_DATA_DIR: temporaryFolder() }
  const first = await npmStart(data)
  const id = await newConversation(first.url)
  signalGroup(first.process, 'SIGKILL')
  await portIsFree(first.url)

  const second = await npmStart(data)
  const list = await (await fetch(`${second.url}/api/conversations`)).json()
  expect(list).toMatchObject({ conversations: [{ id }] })
})

test('a killed server leaves nobody on its port', async () => {
  const dataDir = temporaryFolder()
  const { url } = await npmStart({ OKCVM_DATA_DIR: dataDir })
  process.kill(serverPid(dataDir), 'SIGKILL')
  await portIsFree(url)
})

test('workerd that is killed again while it boots comes back, with what was acknowledged', async () => {
  const dataDir = temporaryFolder()
  const { url } = await npmStart({ OKCVM_DATA_DIR: dataDir })
  const id = await newConversation(url)
  const killed = new Set<number>()
  while (killed.size < 3) {
    for (const pid of killWorkerd(serverPid(dataDir))) killed.add(pid)
    await nextTick()
  }
  expect((await answers(`${url}/api/conversations/${id}`)).status).toBe(200)
})

test('a server whose workerd never becomes ready ends with a sentence', async () => {
  const dataDir = temporaryFolder()
  const running = await npmStart({ OKCVM_DATA_DIR: dataDir })
  const server = serverPid(dataDir)
  let code: number | null | undefined
  ended(running.process).then((status) => {
    code = status
  })
  while (code === undefined) {
    killWorkerd(server)
    await nextTick()
  }
  expect(code).toBe(1)
  expect(running.output).toContain('workerd ended 4 times before it was ready.')
  await portIsFree(running.url)
})

test('npm that was killed outright takes its server along', async () => {
  const { url, process: npm } = await npmStart({ OKCVM_DATA_DIR: temporaryFolder() })
  npm.kill('SIGKILL')
  await portIsFree(url)
})

test('a taken port gives way to the next free one, said in one line', async () => {
  const taken = await listening()
  const { url, output } = await npmStart({ OKCVM_DATA_DIR: temporaryFolder(), PORT: String(taken) })
  expect(Number(new URL(url).port)).toBeGreaterThan(taken)
  expect(output).toContain(`Port ${taken} is taken, so this is port ${new URL(url).port}.\n`)
})

test('a second start on the same data says so and leaves the first alone', async () => {
  const dataDir = temporaryFolder()
  const { url } = await npmStart({ OKCVM_DATA_DIR: dataDir })
  await expect(npmStart({ OKCVM_DATA_DIR: dataDir })).rejects.toThrow(
    `The data folder ${dataDir} is in use by process ${serverPid(dataDir)}. Stop that one, or set OKCVM_DATA_DIR`,
  )
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('settings of the shell reach the Worker', async () => {
  const { url } = await npmStart({
    OKCVM_DATA_DIR: temporaryFolder(),
    OKCVM_CHAT_BASE_URL: 'http://127.0.0.1:9/v1',
    OKCVM_CHAT_MODEL: 'a-model-of-mine',
  })
  expect(await (await fetch(`${url}/api/models`)).text()).toContain('a-model-of-mine')
})

test('npm run dev serves by wrangler dev without a login, and ends with npm', async () => {
  const env = { OKCVM_DATA_DIR: temporaryFolder(), CLOUDFLARE_API_TOKEN: '', HOME: temporaryFolder() }
  const { url, process: npm } = await npmRun('dev', /Ready on (\S+)/, env)
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' })
  expect((await fetch(`${url}/api/conversations`)).status).toBe(200)
  npm.kill('SIGKILL')
  await portIsFree(url)
})

async function newConversation(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/conversations`, { method: 'POST', headers, body: '{}' })
  const { id } = await response.json()
  return id
}

async function listening(): Promise<number> {
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
