import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
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

/** What a crash and the alarm after it do: memory is gone, storage is there, no client asks. */
async function crash(conversation: string): Promise<void> {
  await abortAllDurableObjects()
  await runDurableObjectAlarm(sessionOf(conversation))
}

test('a turn cut off in mid-answer goes on without any client, and watchers are told what to discard', async () => {
  const never = new Promise(() => {})
  model.script([{ text: 'Lost words' }, { until: never }], [{ text: 'The whole answer.' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Hi')
  const before = await eventsUntil(id, 'text.delta', { after: cursor })
  await crash(id)

  const events = await eventsUntil(id, 'turn.completed', { after: cursor })
  expect(events.slice(0, before.length)).toEqual(before)
  expect(events.filter(({ data }) => data.type === 'turn.recovering')).toHaveLength(1)
  const restarted = events.find(({ data }) => data.type === 'step.restarted')
  const started = events.find(({ data }) => data.type === 'step.started')
  expect(restarted?.data).toMatchObject({ turnId, step: 1, discardAfter: started?.id })
  const page: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(page.messages[1]?.parts).toEqual([{ type: 'text', text: 'The whole answer.' }])
})

test('a turn cut off between two steps keeps the first one', async () => {
  const never = new Promise(() => {})
  model.script(
    [{ text: 'One.' }, { call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'a' } }],
    [{ until: never }],
    [{ text: 'Two.' }],
  )
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Go')
  await eventsUntil(id, ({ data }) => data.type === 'step.started' && data.step === 2, { after: cursor })
  // Between a step's start and its call lies a look at the settings and the limits.
  await vi.waitFor(() => expect(model.asks).toHaveLength(2))
  await crash(id)
  await eventsUntil(id, 'turn.completed', { after: cursor })

  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps.map(({ step, status }) => [step, status])).toEqual([
    [1, 'completed'],
    [2, 'completed'],
  ])
  expect(turn.invocations.map(({ status }) => status)).toEqual(['success'])
  expect(model.asks).toHaveLength(3)
})

test('a restart that was planned before the clock was set back does not wait for that time', async () => {
  model.script([{ text: 'Lost' }, { until: new Promise(() => {}) }], [{ text: 'Found.' }])
  const { id } = await owner.newConversation()
  const { cursor } = await send(id, 'Hi')
  await eventsUntil(id, 'text.delta', { after: cursor })
  const inAnHour = Date.now() + 3_600_000
  await runInDurableObject(
    sessionOf(id),
    (_, { storage }) => void storage.sql.exec('UPDATE turns SET resume_at = ?', inAnHour),
  )
  await crash(id)
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })
  expect(events.at(-2)?.data.type).toBe('step.completed')
})

test('a failed model call is tried again, told to watchers, and what it had said is discarded', async () => {
  model.script({ status: 429, body: { error: { message: 'Slow down' } } }, { status: 503, body: {} }, [
    { text: 'At last.' },
  ])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Hi')
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })
  expect(events.filter(({ data }) => data.type === 'step.retrying')).toHaveLength(2)
  expect(events.filter(({ data }) => data.type === 'step.restarted')).toHaveLength(2)
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps).toMatchObject([{ retries: 2, status: 'completed' }])
})
