import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { type Alarm, Alarms } from '../../src/session/alarms'
import type { Session } from '../../src/session/session'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'

/** Alarms over a session's real storage, at a time of the test's. */
async function withAlarms(
  make: (clock: { now: number }) => Record<string, Alarm>,
  act: (alarms: Alarms, place: { clock: { now: number }; storage: DurableObjectStorage }) => Promise<void>,
): Promise<void> {
  const { id } = await client().newConversation()
  await runInDurableObject(sessionOf(id), async (_, { storage }) => {
    const clock = { now: Date.now() + 60 * 60_000 }
    await storage.deleteAlarm()
    await act(new Alarms(storage, () => clock.now, make(clock)), { clock, storage })
    await storage.deleteAlarm()
  })
}

test('what fails is rung again later and later, and what is due beside it is rung', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  let rung = 0
  const broken = { dueAt: () => 0, ring: () => Promise.reject(new Error('R2 is away.')) }
  const whole: Alarm = {
    dueAt: () => (rung === 0 ? 0 : undefined),
    ring: async () => {
      rung += 1
    },
  }
  await withAlarms(
    () => ({ broken, whole }),
    async (alarms, { clock, storage }) => {
      const waits: number[] = []
      for (let turn = 0; turn < 12; turn++) {
        await storage.deleteAlarm()
        await alarms.ring()
        const next = (await storage.getAlarm()) ?? 0
        waits.push(next - clock.now)
        clock.now = next
      }
      expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
      expect(waits.at(-1)).toBe(60_000)
      expect(rung).toBe(1)
    },
  )
})

test('what failed and then succeeds waits no longer than it asks to', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const alarm = { at: 0, ring: (): Promise<void> => Promise.reject(new Error('Not yet.')) }
  await withAlarms(
    () => ({ alarm: { dueAt: () => alarm.at, ring: () => alarm.ring() } }),
    async (alarms, { clock, storage }) => {
      await alarms.ring()
      clock.now = (await storage.getAlarm()) ?? 0
      alarm.ring = async () => {
        alarm.at = clock.now + 50
      }
      await storage.deleteAlarm()
      await alarms.ring()
      expect(await storage.getAlarm()).toBe(clock.now + 50)
    },
  )
})

test('while D1 is asked to take a rename, the alarm that would go on with it is set', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { id } = await client().newConversation()
  const session = sessionOf(id)
  const seen = await runInDurableObject(session, async (instance, { storage }) => {
    await storage.deleteAlarm()
    const alarms: (number | null)[] = []
    const prepare = vi.spyOn(Object.getPrototypeOf(env.DB) as D1Database, 'prepare').mockImplementation(() => {
      storage.getAlarm().then((alarm) => alarms.push(alarm))
      throw new Error('D1 is away.')
    })
    await (instance as Session).updateConversation({ account: 'default' }, { title: 'B' })
    prepare.mockRestore()
    return alarms
  })
  expect(seen).toEqual([expect.any(Number)])
})
