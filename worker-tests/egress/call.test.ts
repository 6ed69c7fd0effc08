import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { addFetchTools } from '../support/fetch-tools'
import { type Internet, internet, type Site } from '../support/internet'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

afterAll(addFetchTools())

const owner = client()
let model: ScriptedModel
let world: Internet

const sites: Record<string, Site> = {
  'good.test': {},
  'inside.test': { addresses: ['93.184.215.14', '10.0.0.7'] },
  'silent.test': { answer: () => new Promise<Response>(() => {}) },
}

beforeEach(() => {
  world = internet(sites)
  model = scriptedModel(world.answer)
})

async function begin(tool: string, input: object): Promise<{ id: string } & TurnReceipt> {
  model.script([{ call: `test-fetch_${tool}`, input }], [{ text: 'Done.' }])
  const { id } = await owner.newConversation()
  const body = { messageId: crypto.randomUUID(), text: 'Go' }
  return { id, ...(await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, body)) }
}

async function call(tool: string, input: object) {
  const { id, turnId, cursor } = await begin(tool, input)
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const { invocations }: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  return invocations[0]
}

test('a tool reads a public address', async () => {
  expect(await call('none', { url: 'https://good.test/a?b#c' })).toMatchObject({
    status: 'success',
    effect: 'none',
    output: JSON.stringify({ status: 200, url: 'https://good.test/a?b', text: 'Hello from good.test' }),
  })
  expect(world.questions).toEqual(['good.test'])
})

test('a name that points inside is refused in a sentence for the model, and nothing leaves', async () => {
  const refused = await call('none', { url: 'http://inside.test/' })
  expect(refused).toMatchObject({ status: 'error' })
  expect(refused?.output).toBe(
    'The request to inside.test is refused: the name leads to an address that is not on the public internet. Use a public http or https address.',
  )
  expect(world.requests).toEqual([])
})

test.each([
  ['none', 'GET', 'none'],
  ['none', 'HEAD', 'none'],
  ['none', 'POST', 'outside'],
  ['workspace', 'GET', 'outside'],
  ['keyed', 'POST', 'keyed'],
])('a %s tool that asks by %s is %s in the ledger', async (effect, method, becomes) => {
  const done = await call(effect, { url: 'https://good.test/', method, thenUrl: 'https://good.test/again' })
  expect(done).toMatchObject({ status: 'success', effect: becomes })
})

test('a refused request makes no call outside', async () => {
  expect(await call('workspace', { url: 'http://inside.test/' })).toMatchObject({
    status: 'error',
    effect: 'workspace',
  })
})

test('a call that was cut off after its request left is not repeated', async () => {
  const { id, turnId, cursor } = await begin('workspace', { url: 'https://silent.test/', method: 'POST' })
  // Only from outside the object: one that aborts itself takes workerd along.
  while (world.requests.length === 0) await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(sessionOf(id))
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const { invocations }: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(invocations).toMatchObject([{ status: 'unknown', effect: 'outside' }])
  expect(world.requests).toHaveLength(1)
})

test.each([
  ['said', () => new Response('x', { headers: { 'content-length': '5000' } })],
  ['counted', () => new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(700)) }))],
])('an answer that is too large, as %s, fails in a sentence', async (_, answer) => {
  sites['large.test'] = { answer }
  const failed = await call('none', { url: 'https://large.test/', maxBytes: 1000 })
  expect(failed).toMatchObject({ status: 'error' })
  expect(failed?.output).toBe('The answer is larger than 0.001 MB, which is the limit. Ask for a part of it.')
})
