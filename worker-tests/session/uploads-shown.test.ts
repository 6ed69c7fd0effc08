import { beforeEach, expect, test } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

/** Sends a message, and answers the files that it shows. */
async function filesOf(id: string, parentId?: null): Promise<string[]> {
  model.script([{ text: 'Seen.' }])
  const messageId = crypto.randomUUID()
  const message = { messageId, text: 'Look', ...(parentId === null ? { parentId } : {}) }
  const { cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, message)
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const { messages }: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  const sent = messages.find((each) => each.id === messageId)
  return (sent?.parts ?? []).flatMap((part) => (part.type === 'file' ? [part.path] : []))
}

test('a message shows the uploads that its branch has not seen as they are now', async () => {
  const { id } = await owner.newConversation({ 'a.txt': 'one', 'b/ü {.txt': 'two' })
  expect((await filesOf(id)).sort()).toEqual(['a.txt', 'b/ü {.txt'])
  expect(await filesOf(id)).toEqual([])
  await owner.put(`/api/conversations/${id}/files/a.txt`, 'changed')
  expect(await filesOf(id)).toEqual(['a.txt'])
  expect(await filesOf(id)).toEqual([])
  expect((await filesOf(id, null)).sort()).toEqual(['a.txt', 'b/ü {.txt'])
})
