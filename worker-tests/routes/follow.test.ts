import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatFrames } from '../../src/routes/chat-dialect'
import { frame, HEARTBEAT_FRAME } from '../../src/routes/event-stream'
import { followLog } from '../../src/routes/follow-log'
import type { SessionStub } from '../../src/routes/sessions'
import { HEARTBEAT_MS, type LogPage } from '../../src/wire/events'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel, sse } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})
afterEach(() => {
  vi.useRealTimers()
})

function pageOf(from: number, to: number, last = to): LogPage {
  const cursorOf = (n: number) => String(n).padStart(12, '0')
  const rows = Array.from({ length: to - from }, (_, index) => ({
    cursor: cursorOf(from + index + 1),
    body: `{"n":${from + index + 1}}`,
  }))
  return { after: cursorOf(from), rows, last: cursorOf(last) }
}

/** The session's end of the line, held by the test: pages that are asked for, and nudges. */
function lineOf(pages: LogPage[]): {
  session: SessionStub
  nudge: (page: LogPage) => void
  asked: string[]
  hangUp: () => void
} {
  const { 0: theirs, 1: ours } = new WebSocketPair()
  ours.accept()
  const asked: string[] = []
  const session = {
    fetch: async () => ({ webSocket: theirs }),
    readEvents: async (_: unknown, after: string | undefined) => {
      asked.push(after ?? 'floor')
      const page = pages.shift()
      if (!page) throw new Error('The test has no more pages.')
      return page
    },
  } as unknown as SessionStub
  return { session, asked, nudge: (page) => ours.send(JSON.stringify(page)), hangUp: () => ours.close(1000, 'bye') }
}

const caller = { account: 'default' }

test('a heartbeat comes where nothing else does, without an id', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { session, nudge } = lineOf([pageOf(0, 1)])
  const followed = await followLog(session, caller, undefined)
  expect(await followed.next()).toMatchObject({ value: pageOf(0, 1) })
  const next = followed.next()
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS - 1)
  await vi.advanceTimersByTimeAsync(1)
  expect(await next).toMatchObject({ value: 'heartbeat' })
  const after = followed.next()
  nudge(pageOf(1, 2))
  expect(await after).toMatchObject({ value: pageOf(1, 2) })
  expect(HEARTBEAT_MS).toBeLessThanOrEqual(15_000)
  expect(HEARTBEAT_FRAME).toBe('data: {"type":"heartbeat"}\n\n')
  expect(frame('00000000000a', '{}')).toBe('id: 00000000000a\ndata: {}\n\n')
})

test('a chat is told heartbeats while its model thinks, or another turn has the word', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { session, nudge } = lineOf([pageOf(0, 1)])
  const frames = chatFrames(await followLog(session, caller, undefined), {
    session: () => session,
    caller,
    turnId: 't',
  })
  const next = frames.next()
  for (let n = 1; n <= 6; n++) {
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS / 6)
    nudge(pageOf(n, n + 1))
  }
  expect(await next).toMatchObject({ value: HEARTBEAT_FRAME })
})

test('a reader that was busy through many nudges pulls what it missed, in order', async () => {
  const { session, nudge, asked, hangUp } = lineOf([pageOf(0, 1), pageOf(1, 30, 40), pageOf(30, 40)])
  const followed = await followLog(session, caller, undefined)
  await followed.next()
  for (let n = 1; n < 40; n++) nudge(pageOf(n, n + 1))
  const seen: string[] = []
  while (seen.length < 39) {
    const { value } = await followed.next()
    if (value && value !== 'heartbeat') seen.push(...value.rows.map(({ body }: { body: string }) => body))
  }
  expect(seen).toEqual(Array.from({ length: 39 }, (_, index) => `{"n":${index + 2}}`))
  expect(asked[0]).toBe('floor')
  hangUp()
  expect(await followed.next()).toMatchObject({ done: true })
})

test('a nudge that goes on from elsewhere is not taken: nothing is missed or doubled', async () => {
  const { session, nudge } = lineOf([pageOf(0, 3), pageOf(3, 9)])
  const followed = await followLog(session, caller, undefined)
  nudge(pageOf(1, 3))
  nudge(pageOf(6, 9))
  expect(await followed.next()).toMatchObject({ value: pageOf(0, 3) })
  expect(await followed.next()).toMatchObject({ value: pageOf(3, 9) })
})

test('a chat goes on through a restart of its session, in the same answer', async () => {
  const never = new Promise(() => {})
  model.script([{ text: 'Lost ' }, { until: never }], [{ text: 'Found.' }])
  const { id } = await owner.newConversation()
  const chat = await owner.fetch('/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ message: 'Hi', conversation_id: id }),
  })
  const events = Array.fromAsync(sse(chat))
  await eventsUntil(id, 'text.delta')
  await abortAllDurableObjects()
  await runDurableObjectAlarm(sessionOf(id))
  expect((await events).map(({ data }) => data.type)).toEqual(['token', 'discard', 'token', 'final', 'stop'])
})
