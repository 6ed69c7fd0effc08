import { abortAllDurableObjects } from 'cloudflare:test'
import { beforeEach, expect, test } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
const never = new Promise(() => {})
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

async function send(conversation: string): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${conversation}/turns`, { messageId: crypto.randomUUID(), text: 'Hi' })
}

async function answerOf(conversation: string): Promise<unknown> {
  const page: MessagePage = await owner.get(`/api/conversations/${conversation}/messages`)
  return page.messages[1]?.parts
}

test('what was told of a step keeps its place in the answer where a stop comes between two tries', async () => {
  const error = { error: { message: 'Slow down. Please try again in 50s.', type: 'rate_limit_error' } }
  model.script([{ reasoning: 'Hm. ' }, { text: 'Half a ' }, { text: 'sentence' }, { chunk: error }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id)
  await eventsUntil(id, 'step.retrying', { after: cursor })
  await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)

  expect(await answerOf(id)).toEqual([
    { type: 'reasoning', text: 'Hm. ' },
    { type: 'text', text: 'Half a sentence' },
  ])
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.steps).toMatchObject([{ status: 'stopped', retries: 1 }])
})

test('a stop while a cut-off turn waits for its restart keeps what was told since the last one', async () => {
  model.script([{ text: 'Discarded' }, { until: never }], [{ text: 'Kept' }, { until: never }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id)
  await eventsUntil(id, 'text.delta', { after: cursor })
  await abortAllDurableObjects()
  await eventsUntil(id, ({ data }) => data.text === 'Kept', { after: cursor })
  await abortAllDurableObjects()
  // The first restart is at once, the second waits a second.
  await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)

  expect(await answerOf(id)).toEqual([{ type: 'text', text: 'Kept' }])
})
