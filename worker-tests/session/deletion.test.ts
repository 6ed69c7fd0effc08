import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DeletionReceipt } from '../../src/wire/conversations'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { refusalOf } from '../support/raw-request'
import { eventsUntil, type ScriptedModel, scriptedModel, sse } from '../support/scripted-model'
import { largeBytes } from '../support/workspace'

const owner = client('deleter')
const account = 'deleter'
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const site = { file_path: 'output/site/index.html', content: '<title>A</title>' }
const deploy = { call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/output/site' } }

function send(id: string, text: string): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${id}/turns`, { messageId: crypto.randomUUID(), text })
}

function stubOf(id: string) {
  return sessionOf(id)
}

/** A conversation with everything that a conversation can leave somewhere. */
async function full(): Promise<{ id: string; url: string }> {
  model.script([{ call: 'mshtools-write_file', input: site }], [deploy], [{ text: 'Online.' }])
  const { id } = await owner.newConversation({ 'small.txt': 'small' })
  await owner.put(`/api/conversations/${id}/files/large.bin`, largeBytes(1))
  const { cursor } = await send(id, 'Go')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor, account })
  const created = events.find(({ data }) => data.type === 'deployment.created')
  return { id, url: String(created?.data.url) }
}

/** Everything that is left of a conversation outside its session. */
async function leftOf(id: string): Promise<object> {
  const rows = (table: string, column: string) =>
    env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`).bind(id).first<number>('n')
  const { objects } = await env.BLOBS.list()
  const manifests = await Promise.all(
    objects.filter(({ key }) => /^sites\/[^/]+\.json$/.test(key)).map(({ key }) => env.BLOBS.get(key)),
  )
  const sites = (
    await Promise.all(manifests.map((object) => object?.json<{ slug: string; conversationId: string }>()))
  ).filter((manifest) => manifest?.conversationId === id)
  return {
    conversations: await rows('conversations', 'id'),
    messages: await rows('messages', 'conversation_id'),
    deployments: await rows('deployments', 'conversation_id'),
    objects: objects.filter(({ key }) => key.startsWith(`c/${id}/`) || key === `index/${id}`).map(({ key }) => key),
    sites: sites.map((manifest) => manifest?.slug),
  }
}

const nothing = { conversations: 0, messages: 0, deployments: 0, objects: [], sites: [] }

/** What the platform may do at any time: forget the memory, ring what is set. */
async function restart(id: string): Promise<void> {
  await evictDurableObject(stubOf(id))
  await runDurableObjectAlarm(stubOf(id))
}

test('a deletion counts what it removes, removes it everywhere, and can be repeated', async () => {
  const { id, url } = await full()
  expect((await owner.fetch(url)).status).toBe(200)
  expect(await leftOf(id)).toMatchObject({ conversations: 1, messages: 2, deployments: 1, sites: [expect.any(String)] })

  const receipt = await owner.delete<DeletionReceipt>(`/api/conversations/${id}`)
  expect(receipt).toEqual({ conversationId: id, deleted: { messages: 2, files: 3, blobs: 3, deployments: 1 } })
  expect(await leftOf(id)).toEqual(nothing)
  expect((await owner.fetch(url)).status).toBe(404)
  expect(await owner.get('/api/conversations')).toMatchObject({
    conversations: expect.not.arrayContaining([expect.objectContaining({ id })]),
  })

  expect(await owner.delete(`/api/conversations/${id}`)).toEqual(receipt)
  await restart(id)
  expect(await owner.delete(`/api/conversations/${id}`)).toEqual(receipt)
  expect(await leftOf(id)).toEqual(nothing)
})

test('of a deleted conversation nothing answers any more', async () => {
  const { id } = await full()
  await owner.delete(`/api/conversations/${id}`)
  const path = `/api/conversations/${id}`
  for (const [method, at, body] of [
    ['GET', path],
    ['GET', `${path}/messages`],
    ['GET', `${path}/events`],
    ['GET', `${path}/files`],
    ['GET', `${path}/files/small.txt`],
    ['PUT', `${path}/files/new.txt`, 'x'],
    ['DELETE', `${path}/files/small.txt`],
    ['PATCH', path, '{"title":"Back"}'],
    ['POST', `${path}/turns`, '{"messageId":"m","text":"Hi"}'],
  ] as const) {
    const response = await owner.fetch(at, {
      method,
      body: body ?? null,
      headers: { 'content-type': 'application/json' },
    })
    expect(await refusalOf(response), `${method} ${at}`).toMatchObject({ status: 404, code: 'not_found' })
  }
  expect(await leftOf(id)).toEqual(nothing)
})

test('a first chat message that is repeated after the deletion does not bring its conversation back', async () => {
  model.script([{ text: 'Hello.' }])
  const chat = () =>
    owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Hi', message_id: 'once', stream: false }),
    })
  const { conversation_id: id } = await (await chat()).json<{ conversation_id: string }>()
  await owner.delete(`/api/conversations/${id}`)
  expect((await chat()).status).toBe(404)
  await restart(id)
  expect((await chat()).status).toBe(404)
  expect(await leftOf(id)).toEqual(nothing)
})

test('a site whose call was cut off between going online and being kept goes too', async () => {
  const { id, url } = await full()
  await runInDurableObject(stubOf(id), (_, { storage }) => {
    storage.sql.exec("UPDATE invocations SET status = 'stopped' WHERE name = 'mshtools-deploy_website'")
    storage.sql.exec('DELETE FROM deployments')
  })
  await owner.delete(`/api/conversations/${id}`)
  expect((await owner.fetch(url)).status).toBe(404)
  expect(await leftOf(id)).toEqual(nothing)
})

describe('a deletion while something runs', () => {
  test('stops the turn, sends its watchers home, and what waits never starts', async () => {
    const gate = Promise.withResolvers<void>()
    model.script([{ text: 'Half' }, { until: gate.promise }], [{ text: 'Never.' }])
    const { id } = await owner.newConversation()
    const { cursor } = await send(id, 'Go')
    await eventsUntil(id, 'text.delta', { after: cursor, account })
    await send(id, 'And then')
    const watcher = await owner.fetch(`/api/conversations/${id}/events`)
    const chat = await owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ message: 'Chat', conversation_id: id }),
    })
    const seen = Promise.all([Array.fromAsync(sse(watcher)), Array.fromAsync(sse(chat))])

    expect(await owner.delete(`/api/conversations/${id}`)).toMatchObject({ deleted: { messages: 6 } })
    expect(model.asks[0]?.signal?.aborted).toBe(true)
    const [watched, chatted] = await seen
    expect(watched.at(-1)?.id).toMatch(/^[0-9a-z]{12}$/)
    expect(chatted.map(({ data }) => data.type)).toEqual(['error', 'stop'])
    expect(chatted[0]?.data).toMatchObject({ code: 'not_found' })
    expect(chatted.every(({ id: cursorOf }) => /^[0-9a-z]{12}$/.test(cursorOf ?? ''))).toBe(true)

    gate.resolve()
    await restart(id)
    await restart(id)
    expect(model.asks).toHaveLength(1)
    expect(await leftOf(id)).toEqual(nothing)
  })

  test('a chat that waits for JSON is told too', async () => {
    const gate = Promise.withResolvers<void>()
    model.script([{ text: 'Half' }, { until: gate.promise }])
    const { id } = await owner.newConversation()
    const chat = owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Chat', conversation_id: id, stream: false }),
    })
    await eventsUntil(id, 'text.delta', { account })
    await owner.delete(`/api/conversations/${id}`)
    const response = await chat
    expect(response.status).toBe(404)
    gate.resolve()
  })

  test.each([
    ['its files', /^sites\/[^/]+\//],
    ['its manifest', /^sites\/[^/]+\.json$/],
  ])('a site on its way online does not arrive, cut off at %s', async (_, keys) => {
    const gate = Promise.withResolvers<void>()
    const { id } = await owner.newConversation()
    model.script([{ call: 'mshtools-write_file', input: site }], [deploy])
    const held = holdPuts(keys, gate.promise)
    await send(id, 'Go')
    await held.reached
    await owner.delete(`/api/conversations/${id}`)
    gate.resolve()
    await held.done
    await vi.waitFor(async () => expect((await env.BLOBS.list({ prefix: 'sites/' })).objects).toEqual([]))
    expect(await leftOf(id)).toEqual(nothing)
  })

  test('a large file that the agent is writing leaves no object', async () => {
    const gate = Promise.withResolvers<void>()
    const { id } = await owner.newConversation()
    model.script([{ call: 'mshtools-write_file', input: { file_path: 'big.txt', content: 'x'.repeat(90_000) } }])
    const held = holdPuts(/^c\//, gate.promise)
    await send(id, 'Go')
    await held.reached
    await owner.delete(`/api/conversations/${id}`)
    gate.resolve()
    await held.done
    await nextDay(id)
    expect(await leftOf(id)).toEqual(nothing)
  })

  test('renames and sends at the same moment either happen before it or find nothing', async () => {
    for (let round = 0; round < 5; round++) {
      model.script([{ text: 'One.' }])
      const { id } = await owner.newConversation()
      const path = `/api/conversations/${id}`
      const json = { 'content-type': 'application/json' }
      const answers = await Promise.all([
        owner.fetch(path, { method: 'PATCH', headers: json, body: '{"title":"A"}' }),
        owner.fetch(`${path}/turns`, { method: 'POST', headers: json, body: '{"messageId":"m","text":"Hi"}' }),
        owner.fetch(path, { method: 'DELETE' }),
        owner.fetch(path, { method: 'PATCH', headers: json, body: '{"title":"B"}' }),
        owner.fetch(`${path}/files/a.txt`, { method: 'PUT', body: 'a' }),
        owner.fetch(`${path}/turns`, { method: 'POST', headers: json, body: '{"messageId":"n","text":"Ho"}' }),
        owner.fetch(path, { method: 'DELETE' }),
      ])
      for (const { status } of answers) expect([200, 201, 202, 404]).toContain(status)
      await Promise.all(answers.map((answer) => answer.body?.cancel()))
      await settled(id)
      expect(await leftOf(id)).toEqual(nothing)
    }
  })
})

test('after a day the receipt is forgotten, and the conversation is as if it had never been', async () => {
  const { id } = await full()
  await owner.delete(`/api/conversations/${id}`)
  await nextDay(id)
  expect(await refusalOf(await owner.fetch(`/api/conversations/${id}`, { method: 'DELETE' }))).toMatchObject({
    status: 404,
    code: 'not_found',
  })
  expect(await refusalOf(await owner.fetch(`/api/conversations/${id}`))).toMatchObject({
    status: 404,
    code: 'not_found',
  })
  const left = await runInDurableObject(stubOf(id), async (_, { storage }) => ({
    tables: storage.sql
      .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray(),
    alarm: await storage.getAlarm(),
  }))
  expect(left).toEqual({ tables: [], alarm: null })
})

/** Holds the writes to R2 whose key matches until the test says so. */
function holdPuts(keys: RegExp, until: Promise<void>): { reached: Promise<void>; done: Promise<void> } {
  const [reached, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const bucket: R2Bucket = Object.getPrototypeOf(env.BLOBS)
  const put = bucket.put
  vi.spyOn(bucket, 'put').mockImplementation(async function (this: R2Bucket, ...given: Parameters<R2Bucket['put']>) {
    if (!keys.test(given[0])) return put.apply(this, given)
    reached.resolve()
    await until
    const stored = await put.apply(this, given)
    done.resolve()
    return stored
  })
  return { reached: reached.promise, done: done.promise }
}

/** Ends the day for which the receipt can be had. */
async function nextDay(id: string): Promise<void> {
  await runInDurableObject(stubOf(id), (_, { storage }) => {
    storage.sql.exec('UPDATE tombstone SET deleted_at = deleted_at - 25 * 3600 * 1000')
  })
  await runDurableObjectAlarm(stubOf(id))
}

/** Whatever was under way in the session has ended, its alarms too. */
async function settled(id: string): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await runInDurableObject(stubOf(id), () => {})
  await restart(id)
}
