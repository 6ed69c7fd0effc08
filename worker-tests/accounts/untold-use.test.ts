import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { type Client, client } from '../support/client'
import { meterOf } from '../support/objects'
import { refusalOf } from '../support/raw-request'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

let accounts = 0
let account: string
let owner: Client
let model: ScriptedModel
beforeEach(() => {
  account = `untold-${++accounts}`
  owner = client(account)
  model = scriptedModel()
})
afterEach(() => vi.restoreAllMocks())

const meter = () => meterOf(account)
const usage = () => owner.get<AccountUse>('/api/usage')

/** All but 20,000 of the day's tokens are used, by calls that told theirs. */
const nearlyAll = () =>
  runInDurableObject(meter(), (_, { storage }) => {
    const today = Math.floor(Date.now() / 86_400_000)
    storage.sql.exec("INSERT INTO days VALUES (?, 'scripted', 1, 49980000, 0, 0, 0, 0, 0)", today)
  })
const long = 'Read this. '.repeat(9000)
const send = (id: string, text: string) =>
  owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, { messageId: crypto.randomUUID(), text })
const refused = async () => {
  await vi.waitFor(async () => expect((await usage()).turnsAtOnce.used).toBe(0))
  const { id } = await owner.newConversation()
  const body = JSON.stringify({ messageId: crypto.randomUUID(), text: 'Go' })
  const headers = { 'content-type': 'application/json' }
  return refusalOf(await owner.fetch(`/api/conversations/${id}/turns`, { method: 'POST', body, headers }))
}

test('a call that is stopped before its tokens are told counts against limits by its size, and in no figure', async () => {
  await nearlyAll()
  const { id } = await owner.newConversation()
  const hold = Promise.withResolvers<void>()
  model.script([{ text: 'Half' }, { until: hold.promise }])
  const { turnId, cursor } = await send(id, long)
  await eventsUntil(id, ({ data }) => data.type === 'text.delta', { after: cursor, account })
  await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)
  hold.resolve()
  const said = await refused()
  expect(said).toMatchObject({ status: 429, code: 'limit_reached' })
  expect(said.message).toContain('50,000,000 tokens of this day')
  const { tokensToday, models } = await usage()
  expect(tokensToday.used).toBe(49_980_000)
  expect(models[0]).toMatchObject({ inputTokens: 49_980_000, uncountedCalls: 1 })
  const turn = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps[0]?.usage).toMatchObject({ inputTokens: null, outputTokens: null })
})

test('one that breaks in the middle and is made again counts too', async () => {
  await nearlyAll()
  const { id } = await owner.newConversation()
  model.script(
    [{ text: 'Half' }, { chunk: { error: { message: 'Overloaded.', code: 503, type: 'server_error' } } }],
    [{ text: 'Yes.' }, { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }],
  )
  const { cursor } = await send(id, long)
  await eventsUntil(id, 'turn.completed', { after: cursor, account })
  expect(model.asks).toHaveLength(2)
  expect(await refused()).toMatchObject({ status: 429, code: 'limit_reached' })
  expect((await usage()).tokensToday.used).toBe(49_980_002)
})

test('one that the provider refused counts nothing', async () => {
  await nearlyAll()
  const { id } = await owner.newConversation()
  model.script({ status: 401, body: { error: { message: 'No.' } } }, [{ text: 'Yes.' }])
  const { cursor } = await send(id, long)
  await eventsUntil(id, 'turn.failed', { after: cursor, account })
  const next = await send(id, 'Go')
  await eventsUntil(id, 'turn.completed', { after: next.cursor, account })
})
