import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test } from 'vitest'
import type { Message, MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

async function send(conversation: string, text: string): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${conversation}/turns`, { messageId: crypto.randomUUID(), text })
}

test('wrong arguments by the thousand are told in a sentence', async () => {
  const todos = Array.from({ length: 20_000 }, () => ({}))
  model.script([{ call: 'mshtools-todo_write', input: { todos } }], [{ text: 'Sorry.' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Go')
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.invocations).toMatchObject([{ status: 'error', output: expect.stringContaining('todos.0.content') }])
  expect(turn.invocations[0]?.output?.length).toBeLessThan(1000)
})

test('a conversation of 40 MB is read in pages that a request can carry', async () => {
  model.script([{ text: 'Hello.' }])
  const { id } = await owner.newConversation()
  await eventsUntil(id, 'turn.completed', { after: (await send(id, 'Hi')).cursor })
  await runInDurableObject(sessionOf(id), (_, { storage: { sql } }) => {
    const { leaf } = sql.exec<{ leaf: string }>('SELECT leaf FROM conversation').one()
    let parent = leaf
    for (let n = 0; n < 40; n++) {
      sql.exec("INSERT INTO messages VALUES (?, ?, 'assistant', 'turn_old', 1, 1)", `m${n}`, parent)
      const body = JSON.stringify({ type: 'text', text: 'x'.repeat(1_000_000) })
      sql.exec('INSERT INTO parts VALUES (?, 0, 1, ?)', `m${n}`, body)
      parent = `m${n}`
    }
    sql.exec('UPDATE conversation SET leaf = ?', parent)
  })

  const read: Message[] = []
  let before: string | null | undefined
  while (before !== null) {
    const query = before === undefined ? 'limit=200' : `limit=200&before=${before}`
    const page: MessagePage = await owner.get(`/api/conversations/${id}/messages?${query}`)
    expect(page.messages.length).toBeGreaterThan(0)
    expect(JSON.stringify(page).length).toBeLessThan(6_000_000)
    read.unshift(...page.messages)
    before = page.before
  }
  expect(read.slice(2).map((message) => message.id)).toEqual(Array.from({ length: 40 }, (_, n) => `m${n}`))
})

test('of many images the model is shown the newest again', async () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
  const { id } = await owner.newConversation()
  const names = Array.from({ length: 12 }, (_, n) => `${n}.png`)
  for (const name of names) await owner.put(`/api/conversations/${id}/files/${name}`, png)
  model.script(
    names.map((file_path) => ({ call: 'mshtools-read_file', input: { file_path } })),
    [{ text: 'Twelve.' }],
  )
  await eventsUntil(id, 'turn.completed', { after: (await send(id, 'Look')).cursor })
  const shown = JSON.stringify(model.asks[1]?.body.messages).match(/data:image\/png/g) ?? []
  expect(shown).toHaveLength(8)
  expect(JSON.stringify(model.asks[1]?.body.messages.at(-1))).toContain('/mnt/okcomputer/11.png')
})

test('a turn that waited starts, even where a crash came right between the end of one and the start of the next', async () => {
  model.script([{ until: new Promise(() => {}) }], [{ text: 'My turn.' }])
  const { id } = await owner.newConversation()
  const first = await send(id, 'One')
  await eventsUntil(id, 'step.started', { after: first.cursor })
  const second = await send(id, 'Two')
  await runInDurableObject(sessionOf(id), (_, { storage: { sql } }) => {
    const { last } = sql.exec<{ last: number }>('SELECT max(seq) AS last FROM events').one()
    sql.exec("UPDATE turns SET status = 'failed', ended_at = 1, ended_seq = ? WHERE status = 'running'", last)
  })
  await abortAllDurableObjects()
  await runDurableObjectAlarm(sessionOf(id))
  const events = await eventsUntil(id, 'turn.completed', { after: second.cursor })
  expect(events.at(-1)?.data.turnId).toBe(second.turnId)
})
