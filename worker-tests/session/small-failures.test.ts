import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findTool } from '../../src/tools/index'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})
afterEach(() => {
  vi.restoreAllMocks()
})

async function turnOf(id: string, text: string): Promise<{ turn: Turn; types: string[] }> {
  const receipt: TurnReceipt = await owner.post(`/api/conversations/${id}/turns`, {
    messageId: crypto.randomUUID(),
    text,
  })
  const isEnd = (type: string) => type === 'turn.completed' || type === 'turn.failed'
  const events = await eventsUntil(id, ({ data }) => isEnd(data.type), { after: receipt.cursor })
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${receipt.turnId}`)
  return { turn, types: events.map(({ data }) => data.type) }
}

test('a tool that cannot show what it does still does it', async () => {
  const tool = findTool('mshtools-todo_write')
  if (!tool) throw new Error('There is no such tool.')
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const preview = vi.spyOn(tool, 'preview').mockImplementation(() => {
    throw new Error('No picture of this.')
  })
  const todos = [{ id: '1', content: 'Try', priority: 'high', status: 'pending' }]
  model.script([{ call: tool.name, input: { todos } }], [{ text: 'Written.' }])
  const { turn } = await turnOf((await owner.newConversation()).id, 'Go')
  expect(turn).toMatchObject({ status: 'completed', invocations: [{ status: 'success', preview: null }] })
  expect(preview).toHaveBeenCalled()
  expect(told.mock.calls.flat().join()).toContain('No picture of this.')
})

test('a step whose images cannot be read is tried again, like one that the provider failed', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const png = new Uint8Array(40_000).fill(1)
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const { id } = await owner.newConversation()
  await owner.put(`/api/conversations/${id}/files/a.png`, png)
  model.script([{ call: 'mshtools-read_file', input: { file_path: 'a.png' } }], [{ text: 'An image.' }])

  const bucket: R2Bucket = Object.getPrototypeOf(env.BLOBS)
  const get = bucket.get
  let reads = 0
  vi.spyOn(bucket, 'get').mockImplementation(function (this: R2Bucket, ...given: Parameters<R2Bucket['get']>) {
    // The first is the tool's own, the next two are for the prompt of the second step.
    reads += 1
    if (reads === 2 || reads === 3) {
      throw new Error('get: We encountered an internal error. Please try again. (10001)')
    }
    return Reflect.apply(get, this, given)
  })
  const { turn, types } = await turnOf(id, 'Look')
  expect(reads).toBe(4)
  expect(turn).toMatchObject({ status: 'completed', steps: [{ retries: 0 }, { retries: 2 }] })
  expect(types.filter((type) => type === 'step.retrying')).toHaveLength(2)
  expect(JSON.stringify(model.asks[1]?.body.messages)).toContain('data:image/png')
})
