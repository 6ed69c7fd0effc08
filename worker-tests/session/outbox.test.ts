import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { Outbox } from '../../src/session/outbox'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'

/** An outbox over a session's real table, with a clock and a receiver of the test's. */
async function withOutbox(
  act: (
    outbox: Outbox,
    place: { clock: { now: number }; sent: string[]; receiver: { deliver: () => Promise<void> } },
  ) => Promise<void>,
) {
  const { id } = await client().newConversation()
  await runInDurableObject(sessionOf(id), async (_, { storage }) => {
    const place = { clock: { now: 1_800_000_000_000 }, sent: [] as string[], receiver: { deliver: async () => {} } }
    const outbox = new Outbox(
      storage.sql,
      () => place.clock.now,
      async (kind, ref) => {
        place.sent.push(`${kind} ${ref}`)
        await place.receiver.deliver()
      },
    )
    await act(outbox, place)
    storage.sql.exec('DELETE FROM outbox')
  })
}

test('a thing that changes while it is carried is carried again, also within the same millisecond', () =>
  withOutbox(async (outbox, { sent, receiver }) => {
    outbox.add('conversation', 'c')
    receiver.deliver = async () => {
      receiver.deliver = async () => {}
      outbox.add('conversation', 'c')
    }
    await outbox.drain()
    expect(outbox.nextDueAt()).toBeDefined()
    await outbox.drain()
    expect(sent).toEqual(['conversation c', 'conversation c'])
    expect(outbox.nextDueAt()).toBeUndefined()
  }))

test('what is refused waits, longer each time, and does not hold up the rest', () =>
  withOutbox(async (outbox, { clock, sent, receiver }) => {
    outbox.add('conversation', 'c')
    receiver.deliver = async () => {
      if (sent.at(-1) === 'conversation c') throw new Error('D1 is away.')
    }
    const waits: number[] = []
    for (let attempt = 0; attempt < 12; attempt++) {
      await outbox.drain()
      const dueAt = outbox.nextDueAt() ?? 0
      waits.push(dueAt - clock.now)
      clock.now = dueAt
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(Math.max(...waits)).toBe(10 * 60_000)
    outbox.add('turn', 't')
    await outbox.drain()
    expect(sent.at(-1) === 'turn t' || sent.at(-2) === 'turn t').toBe(true)
  }))

test('the outbox carries one thing at a time, and is idle only when nothing is on its way', () =>
  withOutbox(async (outbox, { receiver }) => {
    let carrying = 0
    receiver.deliver = async () => {
      carrying += 1
      expect(carrying).toBe(1)
      await env.BLOBS.head('nothing')
      carrying -= 1
    }
    const drains = Array.from({ length: 4 }, (_, index) => {
      outbox.add('turn', `t${index}`)
      return outbox.drain()
    })
    await outbox.idle()
    expect(carrying).toBe(0)
    await Promise.all(drains)
    await outbox.idle()
    expect(outbox.nextDueAt()).toBeUndefined()
  }))

test('a delivery that was given up is waited for before its thing is carried again, or counts as gone', () =>
  withOutbox(async (outbox, { clock, sent, receiver }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const arrival = Promise.withResolvers<void>()
    receiver.deliver = () => arrival.promise
    outbox.add('conversation', 'c')
    const drained = outbox.drain()
    await vi.advanceTimersByTimeAsync(5000)
    await drained
    clock.now += 60_000
    await outbox.drain()
    expect(sent).toEqual(['conversation c'])
    let idle = false
    const rest = outbox.idle().then(() => {
      idle = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(idle).toBe(false)

    arrival.resolve()
    await rest
    clock.now += 60_000
    await outbox.drain()
    expect(sent).toEqual(['conversation c', 'conversation c'])
    expect(outbox.nextDueAt()).toBeUndefined()
    vi.useRealTimers()
  }))
