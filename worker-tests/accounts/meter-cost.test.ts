import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import type { TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { client } from '../support/client'
import { meterOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

const meter = () => meterOf('default')

/** Rows that the Meter writes while something is done. */
async function rowsWritten(act: () => Promise<unknown>): Promise<string[]> {
  const written: string[] = []
  const restore = await runInDurableObject(meter(), (_, { storage }) => {
    const { sql } = storage
    const [plain, plainPut] = [sql.exec.bind(sql), storage.put.bind(storage)]
    const spies = [
      vi.spyOn(sql, 'exec').mockImplementation((query, ...bindings) => {
        const cursor = plain(query, ...bindings)
        for (let n = 0; n < cursor.rowsWritten; n++) written.push(query.trim().split(/\s+/).slice(0, 3).join(' '))
        return cursor as never
      }),
      vi.spyOn(storage, 'put').mockImplementation((async (
        key: string,
        value: unknown,
        options: DurableObjectPutOptions,
      ) => {
        written.push(`put ${key}, ${options.allowUnconfirmed ? 'unconfirmed' : 'confirmed'}`)
        await plainPut(key, value, options)
      }) as never),
    ]
    return () => {
      for (const spy of spies) spy.mockRestore()
    }
  })
  await act()
  restore()
  return written
}

test('a one-step turn writes four rows in the Meter: its request, its place, its use, its end', async () => {
  model.script([{ text: 'Warm.' }], [{ text: 'Yes.' }, { usage: { prompt_tokens: 5, completion_tokens: 1000 } }])
  const { id } = await owner.newConversation()
  const run = async () => {
    const body = { messageId: crypto.randomUUID(), text: 'Go' }
    const { cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, body)
    return cursor
  }
  const isFree = () =>
    vi.waitFor(async () => {
      const reading = await meter().read()
      expect(reading.turnsAtOnce).toBe(0)
    })
  await eventsUntil(id, 'turn.completed', { after: await run() })
  await isFree()

  const rows = await rowsWritten(async () => {
    await run()
    await vi.waitFor(async () => expect((await meter().read()).today.tokens).toBe(1005))
    await isFree()
  })
  expect(rows).toEqual(['put requests, unconfirmed', 'INSERT INTO turns', 'DELETE FROM turns', 'INSERT INTO days'])
  expect((await owner.get<AccountUse>('/api/usage')).tokensToday.used).toBe(1005)
})
