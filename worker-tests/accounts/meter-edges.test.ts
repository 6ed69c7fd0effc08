import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { type MeterStub, reachMeter } from '../../src/accounts/reach-meter'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { client } from '../support/client'
import { deployed } from '../support/deployed'
import { refusalOf } from '../support/raw-request'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'
import { ORIGIN } from '../support/worker'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

function post(conversation: string): Promise<Response> {
  const body = JSON.stringify({ messageId: crypto.randomUUID(), text: 'Go' })
  const headers = { 'content-type': 'application/json' }
  return owner.fetch(`/api/conversations/${conversation}/turns`, { method: 'POST', body, headers })
}

test('the call after the four-hundredth ends the turn, and what the others did is kept', async () => {
  const call = (n: number) => ({
    call: 'mshtools-todo_write',
    input: { todos: [{ id: `${n}`, content: `Thing ${n}`, priority: 'low', status: 'pending' }] },
  })
  model.script(Array.from({ length: 401 }, (_, n) => call(n)))
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await (await post(id)).json<TurnReceipt>()
  await eventsUntil(id, 'turn.failed', { after: cursor })
  const turn = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.error).toEqual({ code: 'limit_reached', message: expect.stringContaining('400 tool calls') })
  const statuses = turn.invocations.map(({ status }) => status)
  expect(statuses.filter((status) => status === 'success')).toHaveLength(400)
  expect(statuses.at(-1)).toBe('stopped')

  model.script([{ text: 'On.' }])
  const next = await (await post(id)).json<TurnReceipt>()
  await eventsUntil(id, 'turn.completed', { after: next.cursor })
}, 30_000)

test('a conversation lets ten messages wait, and a withdrawn one makes room', async () => {
  const hold = Promise.withResolvers<void>()
  model.script(...Array.from({ length: 12 }, () => [{ until: hold.promise }, { text: 'Yes.' }]))
  const { id } = await owner.newConversation()
  const sent = await Promise.all(Array.from({ length: 15 }, () => post(id)))
  expect(sent.filter(({ status }) => status === 202)).toHaveLength(11)
  const refused = sent.find(({ status }) => status === 429)
  expect(refused && (await refusalOf(refused))).toMatchObject({
    code: 'limit_reached',
    message: expect.stringContaining('10 messages of this conversation wait already'),
  })
  const taken = sent.filter(({ status }) => status === 202)
  const { turnId } = (await taken.at(-1)?.json<TurnReceipt>()) ?? { turnId: '' }
  await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)
  expect((await post(id)).status).toBe(202)
  hold.resolve()
  const isFree = async () => expect((await owner.get<AccountUse>('/api/usage')).turnsAtOnce.used).toBe(0)
  await vi.waitFor(isFree, { timeout: 20_000 })
}, 30_000)

test('whoever stops one turn after another is never told that too many run', async () => {
  const hold = Promise.withResolvers<void>()
  model.script(...Array.from({ length: 30 }, () => [{ text: 'Half' }, { until: hold.promise }]))
  for (let turn = 0; turn < 30; turn += 1) {
    const { id } = await owner.newConversation()
    const response = await post(id)
    expect(response.status).toBe(202)
    const { turnId, cursor } = await response.json<TurnReceipt>()
    await eventsUntil(id, 'text.delta', { after: cursor })
    await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)
  }
  hold.resolve()
})

/** A namespace whose object fails so often before it answers. */
function failing(times: number): Pick<typeof env, 'METER'> {
  let asked = 0
  const broken = { countRequest: () => Promise.reject(new Error('The object was moved.')) }
  const get: typeof env.METER.get = (id) => (asked++ < times ? (broken as never) : env.METER.get(id))
  return {
    METER: Object.assign(Object.create(env.METER), { get, idFromName: (name: string) => env.METER.idFromName(name) }),
  }
}

test('a Meter that was moved is asked again; one that does not answer lets nothing through', async () => {
  const count = (meter: MeterStub) => meter.countRequest(10)
  expect(await reachMeter({ ...env, ...failing(3) }, 'moved', count)).toBeNull()
  await expect(reachMeter({ ...env, ...failing(4) }, 'moved', count)).rejects.toMatchObject({ code: 'unavailable' })

  const { fetch } = deployed({ OKCVM_OPEN_ACCESS: 'loopback', ...failing(4) })
  const response = await fetch(`${ORIGIN}/api/models`)
  expect(response.headers.get('retry-after')).toBe('2')
  expect(await refusalOf(response)).toMatchObject({ status: 503, code: 'unavailable' })
  expect((await fetch(`${ORIGIN}/api/models`)).status).toBe(200)
})
