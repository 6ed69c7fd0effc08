import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { findTool } from '../../src/tools/index'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel, sse } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

async function send(conversation: string, text: string): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${conversation}/turns`, { messageId: crypto.randomUUID(), text })
}

test('a watched session sleeps, and its watcher hears of what happens after', async () => {
  model.script([{ text: 'Good morning.' }])
  const { id } = await owner.newConversation()
  const response = await owner.fetch(`/api/conversations/${id}/events`)
  const events = sse(response)

  await evictDurableObject(sessionOf(id))
  await send(id, 'Wake up')
  const heard: string[] = []
  for await (const { data } of events) {
    heard.push(data.type)
    if (data.type === 'turn.completed') break
  }
  expect(heard).toContain('text.delta')
})

test('a long turn hands over to fresh alarm invocations and loses nothing', async () => {
  const steps = 7
  for (let step = 1; step < steps; step++)
    model.script([{ text: `${step} ` }, { call: 'mshtools-todo_read', input: {} }])
  model.script([{ text: 'done' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Count')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })

  expect(events.filter(({ data }) => data.type === 'turn.recovering' || data.type === 'step.restarted')).toEqual([])
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7])
  const epoch = await runInDurableObject(
    sessionOf(id),
    (_, { storage }) => storage.sql.exec<{ epoch: number }>('SELECT epoch FROM turns').one().epoch,
  )
  // One loop for every three steps, and one more for the turn's end.
  expect(epoch).toBe(Math.ceil(steps / 3) + 1)
})

test('a step of many long calls hands over between two of them', async () => {
  const tool = findTool('mshtools-todo_read')
  if (!tool) throw new Error('There is no such tool.')
  const run = vi.spyOn(tool, 'run').mockImplementationOnce(async () => {
    const later = Date.now() + 481_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    return { todos: [] }
  })
  const call = { call: tool.name, input: {} }
  model.script([call, call, call], [{ text: 'done' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Look three times')
  await eventsUntil(id, 'tool.completed', { after: cursor })
  vi.mocked(Date.now).mockRestore()
  expect(run).toHaveBeenCalledTimes(1)
  await runDurableObjectAlarm(sessionOf(id))
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })

  expect(events.filter(({ data }) => data.type === 'turn.recovering')).toEqual([])
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.invocations.map(({ status }) => status)).toEqual(['success', 'success', 'success'])
  run.mockRestore()
})

test('a result too long for the log goes to a file, and the row stays small', async () => {
  const line = `${'x'.repeat(999)}\n`
  model.script([{ call: 'mshtools-read_file', input: { file_path: 'big.txt', limit: 100_000 } }], [{ text: 'Long.' }])
  const { id } = await owner.newConversation({ 'big.txt': line.repeat(10_000) })
  const { turnId, cursor } = await send(id, 'Read it')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })

  const row = events.find(({ data }) => data.type === 'tool.completed')
  expect(JSON.stringify(row?.data).length).toBeLessThan(4096)
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  const path = `tool-output/${turn.invocations[0]?.invocationId}.txt`
  expect(turn.invocations[0]?.output).toContain(`/mnt/okcomputer/${path}`)
  const whole = await (await owner.fetch(`/api/conversations/${id}/files/${path}`)).text()
  expect(whole.length).toBeGreaterThan(turn.invocations[0]?.output?.length ?? 0)
})

test('events of a turn that ended a day ago are cut; messages stay and an old cursor is told to reload', async () => {
  model.script([{ text: 'Old.' }], [{ text: 'New.' }])
  const { id } = await owner.newConversation()
  const old = await send(id, 'One')
  await eventsUntil(id, 'turn.completed', { after: old.cursor })
  const days = (n: number) => n * 24 * 60 * 60_000
  await runInDurableObject(sessionOf(id), (_, { storage }) => {
    storage.sql.exec('UPDATE turns SET ended_at = ended_at - ?', days(1) + 1000)
    return storage.setAlarm(Date.now() + days(1))
  })
  await runDurableObjectAlarm(sessionOf(id))

  const gone = await owner.fetch(`/api/conversations/${id}/events?after=${old.cursor}`)
  expect(gone.status).toBe(410)
  expect(await gone.json()).toMatchObject({ error: { code: 'cursor_expired' } })
  const page: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(page.messages).toHaveLength(2)
  const young = await send(id, 'Two')
  const events = await eventsUntil(id, 'turn.completed', { after: page.cursor })
  expect(events[0]?.data.turnId).toBe(young.turnId)
  expect(events[0]?.id).toBe(nextCursor(page.cursor))
})

function nextCursor(cursor: string): string {
  return (Number.parseInt(cursor, 36) + 1).toString(36).padStart(cursor.length, '0')
}

test('D1 rebuilt from the sessions is equal, and rows of what is gone go', async () => {
  model.script([{ text: 'Findable answer.' }])
  const { id } = await owner.newConversation()
  await eventsUntil(id, 'turn.completed', { after: (await send(id, 'Remember this')).cursor })
  await owner.patch(`/api/conversations/${id}`, { title: 'Kept', pinned: true })
  const before = await everyRow()
  expect(before.messages.length).toBeGreaterThan(1)

  await env.DB.batch(
    ['conversations', 'messages', 'deployments'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  )
  await env.DB.prepare(
    "INSERT INTO conversations (id, account, title, model, pinned, archived, created_at, updated_at) VALUES ('c_ghost', 'default', 'Ghost', 'm', 0, 0, 1, 1)",
  ).run()
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await owner.post<{ cursor: string | null }>('/api/rebuilds', cursor === undefined ? {} : { cursor })
    cursor = page.cursor
  }
  expect(await everyRow()).toEqual(before)
})

async function everyRow() {
  const of = async (table: string) => (await env.DB.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()).results
  return {
    conversations: await of('conversations'),
    messages: await of('messages'),
    deployments: await of('deployments'),
  }
}

test('a chat repeated days later gets the same turn, told from what is kept', async () => {
  model.script([{ text: 'Kept answer.' }])
  const chat = (accept: string) => {
    const headers = { 'content-type': 'application/json', accept }
    const body = JSON.stringify({ message: 'Keep this', message_id: 'kept' })
    return owner.fetch('/api/chat', { method: 'POST', headers, body })
  }
  const first = await (await chat('application/json')).json<{ conversation_id: string; reply: string }>()
  const stub = sessionOf(first.conversation_id)
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec('UPDATE turns SET ended_at = ended_at - 90000000')
    return storage.setAlarm(Date.now() + 90_000_000)
  })
  await runDurableObjectAlarm(stub)

  const events: unknown[] = []
  for await (const { data } of sse(await chat('text/event-stream'))) events.push(data)
  expect(events).toMatchObject([
    { type: 'token', delta: 'Kept answer.' },
    { type: 'final', payload: { reply: 'Kept answer.', conversation_id: first.conversation_id } },
    { type: 'stop' },
  ])
  expect(await (await chat('application/json')).json()).toMatchObject({ reply: 'Kept answer.' })
  expect(model.asks).toHaveLength(1)
})
