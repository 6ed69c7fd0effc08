import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/env'
import type { TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { type Client, client } from '../support/client'
import { internet } from '../support/internet'
import { meterOf, sessionOf } from '../support/objects'
import { refusalOf } from '../support/raw-request'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const CAP = 10_000_000_000

let accounts = 0
let account: string
let owner: Client
let model: ScriptedModel
beforeEach(() => {
  account = `storage-${++accounts}`
  owner = client(account)
  model = scriptedModel()
})
afterEach(() => vi.restoreAllMocks())

const meter = () => meterOf(account)

async function held() {
  const { storageBytes, deployments } = await owner.get<AccountUse>('/api/usage')
  return { bytes: storageBytes.used, deployments: deployments.used }
}

/** Leaves so much room in the account, as an older conversation would. */
async function leaveRoom({ bytes, deployments = 100 }: { bytes: number; deployments?: number }): Promise<number> {
  const taken = { bytes: CAP - bytes, deployments: 100 - deployments }
  await meter().settle({ conversation: 'older', version: Date.now(), ...taken })
  return taken.bytes
}

const put = (conversation: string, path: string, bytes: number | ReadableStream) =>
  owner.fetch(`/api/conversations/${conversation}/files/${path}`, {
    method: 'PUT',
    body: typeof bytes === 'number' ? new Uint8Array(bytes) : bytes,
  })

async function run(conversation: string): Promise<unknown[]> {
  const body = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor } = await owner.post<TurnReceipt>(`/api/conversations/${conversation}/turns`, body)
  await eventsUntil(conversation, 'turn.completed', { after: cursor, account })
  const { invocations } = await owner.get<{ invocations: unknown[] }>(
    `/api/conversations/${conversation}/turns/${turnId}`,
  )
  return invocations
}

const site = [
  { call: 'mshtools-write_file', input: { file_path: 'site/index.html', content: '<title>Hi</title>' } },
  { call: 'mshtools-deploy_website', input: { type: 'static', local_dir: 'site' } },
]

test('uploads to several conversations at once fill the account’s storage and not a byte more, across evictions', async () => {
  const taken = await leaveRoom({ bytes: 1050 })
  const conversations = await Promise.all([1, 2, 3, 4].map(() => owner.newConversation()))
  const round = (name: string) =>
    Promise.all(
      conversations.flatMap(({ id }) => Array.from({ length: 5 }, (_, n) => put(id, `${name}-${n}.bin`, 100))),
    )
  const [half = [], first] = [await round('a').then((all) => all), conversations[0]?.id ?? '']
  expect(half.filter(({ status }) => status === 201)).toHaveLength(10)
  const refused = half.find(({ status }) => status !== 201)
  expect(refused && (await refusalOf(refused))).toMatchObject({
    status: 409,
    code: 'storage_limit',
    message: expect.stringContaining('10 GB'),
  })
  expect(await held()).toEqual({ bytes: taken + 1000, deployments: 0 })

  await evictDurableObject(meter())
  for (const { id } of conversations) await evictDurableObject(sessionOf(id))
  expect((await round('b')).every(({ status }) => status === 409)).toBe(true)
  expect((await put(first, 'small.bin', 50)).status).toBe(201)
  expect((await put(first, 'tiny.bin', 1)).status).toBe(409)
  expect(await held()).toEqual({ bytes: CAP, deployments: 0 })
})

test('deleting a file, replacing one and deleting a conversation give back', async () => {
  const { id } = await owner.newConversation({ 'a.txt': 'x'.repeat(300), 'b.txt': 'x'.repeat(200) })
  const other = await owner.newConversation({ 'c.txt': 'x'.repeat(1000) })
  expect(await held()).toEqual({ bytes: 1500, deployments: 0 })
  await owner.delete(`/api/conversations/${id}/files/a.txt`)
  await vi.waitFor(async () => expect(await held()).toEqual({ bytes: 1200, deployments: 0 }))
  expect((await put(id, 'b.txt', 50)).status).toBe(200)
  await vi.waitFor(async () => expect(await held()).toEqual({ bytes: 1050, deployments: 0 }))
  await owner.delete(`/api/conversations/${other.id}`)
  expect(await held()).toEqual({ bytes: 50, deployments: 0 })
})

test('an upload that does not tell its size holds the most it may have until it is there', async () => {
  await leaveRoom({ bytes: 99_999_999 })
  const { id } = await owner.newConversation()
  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(2000))
        controller.close()
      },
    })
  expect((await put(id, 'a.bin', stream())).status).toBe(409)
  const taken = await leaveRoom({ bytes: 100_000_000 })
  expect((await put(id, 'a.bin', stream())).status).toBe(201)
  await vi.waitFor(async () => expect(await held()).toEqual({ bytes: taken + 2000, deployments: 0 }))
})

test('an upload that never came gives its room back when its lease is over', async () => {
  const { id } = await owner.newConversation()
  await sessionOf(id).reserveUpload({ account }, { path: 'a.bin', sizeBytes: 5000 })
  expect(await held()).toEqual({ bytes: 5000, deployments: 0 })
  await evictDurableObject(sessionOf(id))
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60 * 60_000)
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(sessionOf(id))
    expect(await held()).toEqual({ bytes: 0, deployments: 0 })
  })
})

test('what the agent writes counts, and too much is told to it in a sentence', async () => {
  const taken = await leaveRoom({ bytes: 25 })
  const { id } = await owner.newConversation()
  const write = (content: string) => [{ call: 'mshtools-write_file', input: { file_path: 'a.txt', content } }]
  model.script(write('x'.repeat(20)), write('x'.repeat(26)), write('x'.repeat(10)), [{ text: 'Done.' }])
  expect(await run(id)).toMatchObject([
    { status: 'success' },
    { status: 'error', output: expect.stringContaining('The storage of this account has no room left') },
    { status: 'success' },
  ])
  await vi.waitFor(async () => expect(await held()).toEqual({ bytes: taken + 10, deployments: 0 }))
})

test('what was sent outside is no plain error where what it brought back finds no room', async () => {
  const world = internet({ 'shop.test': {} })
  const ordering = scriptedModel(world.answer)
  await leaveRoom({ bytes: 5 })
  const { id } = await owner.newConversation()
  const command = 'curl -s -X POST https://shop.test/order -o receipt.txt'
  ordering.script([{ call: 'mshtools-shell', input: { command, description: 'Order' } }], [{ text: 'Done.' }])
  expect(await run(id)).toMatchObject([
    {
      status: 'unknown',
      output: expect.stringMatching(/^What the call did outside is done.*Do not simply repeat it.*no room left/),
    },
  ])
  expect(world.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST https://shop.test/order'])
})

test('the account’s sites are counted exactly, and taking one offline makes room for the next', async () => {
  const taken = await leaveRoom({ bytes: 1000, deployments: 1 })
  const conversations = await Promise.all([1, 2, 3].map(() => owner.newConversation()))
  model.script(...conversations.map(() => site), ...conversations.map(() => [{ text: 'Done.' }]))
  const outcomes = (await Promise.all(conversations.map(({ id }) => run(id)))).map(([, deploy]) => deploy)
  expect(outcomes.filter((each) => (each as { status: string }).status === 'success')).toHaveLength(1)
  expect(outcomes).toContainEqual(
    expect.objectContaining({ status: 'error', output: expect.stringContaining('100 sites online already') }),
  )
  // Three copies in the workspaces, one online.
  await vi.waitFor(async () => expect(await held()).toEqual({ bytes: taken + 4 * 17, deployments: 100 }))

  const { deployments } = await owner.get<{ deployments: { id: string }[] }>('/api/deployments')
  await owner.delete(`/api/deployments/${deployments[0]?.id}`)
  expect(await held()).toEqual({ bytes: taken + 3 * 17, deployments: 99 })
  model.script([{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: 'site' } }], [{ text: 'Done.' }])
  expect(await run(conversations[0]?.id ?? '')).toMatchObject([{ status: 'success' }])
})

test('a rebuild tells the account again what its conversations hold', async () => {
  const { id } = await owner.newConversation({ 'a.txt': 'x'.repeat(300) })
  await runInDurableObject(meter(), (_, { storage }) => void storage.sql.exec('DELETE FROM holdings'))
  await evictDurableObject(meter())
  expect(await held()).toEqual({ bytes: 0, deployments: 0 })
  await evictDurableObject(sessionOf(id))
  await sessionOf(id).project()
  expect(await held()).toEqual({ bytes: 300, deployments: 0 })
})

test('what a deleted conversation was about to hold is counted no more', async () => {
  const { id } = await owner.newConversation({ 'a.txt': 'x'.repeat(300) })
  await owner.delete(`/api/conversations/${id}`)
  const word = { conversation: id, bytes: 500, deployments: 0, version: Date.now() + 1000 }
  expect(await meter().claim(word, readConfig(env).limits)).toBe('late')
  expect(await meter().settle(word)).toBe('late')
  expect(await held()).toEqual({ bytes: 0, deployments: 0 })
})
