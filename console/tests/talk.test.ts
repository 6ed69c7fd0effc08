import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TalkModel } from '../src/state/talk'
import { frameOf } from './support/stream'

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>

const question = {
  id: 'q1',
  parentId: null,
  role: 'user',
  turnId: 't1',
  createdAt: 1,
  parts: [{ type: 'text', text: 'Hi' }],
  usage: null,
}
const answer = { ...question, id: 'a1', parentId: 'q1', role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }
const page = { messages: [question, answer], cursor: '010', before: null }

let turns: Answer
let events = ''
const sent: unknown[] = []

beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
  events = ''
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (url.includes('/messages')) return Response.json(page)
    if (url.includes('/events')) return new Response(streamOf(events))
    sent.push(JSON.parse(String(init.body)))
    return turns(url, init)
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** What the newest stream says next. */
let say: (text: string) => void

/** Says what is given, and stays open. */
function streamOf(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      say = (more) => controller.enqueue(new TextEncoder().encode(more))
      say(text)
    },
  })
}

const ports = { ensure: async () => 'c1', settled: async () => undefined, observe: () => undefined }

async function opened() {
  const talk = new TalkModel('c1', ports)
  await talk.open('c1')
  await vi.advanceTimersByTimeAsync(0)
  return talk
}

const wordsOf = (talk: Awaited<ReturnType<typeof opened>>) =>
  talk.messages.value.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join(''))

test('a message is on screen before the server has it', async () => {
  turns = () => Response.json({ turnId: 't2', cursor: '010' }, { status: 202 })
  const talk = await opened()
  const sending = talk.send({ messageId: 'q2', text: 'More' })
  expect(wordsOf(talk)).toEqual(['Hi', 'Hello', 'More'])
  await sending
  talk.close()
})

test('a network that fails is tried again with the same message id', async () => {
  turns = () =>
    sent.length < 3 ? Promise.reject(new TypeError('Failed to fetch')) : Response.json({ turnId: 't2', cursor: '010' })
  const talk = await opened()
  const sending = talk.send({ messageId: 'q2', text: 'More' })
  await vi.advanceTimersByTimeAsync(3000)
  await sending
  expect(sent).toEqual([1, 2, 3].map(() => ({ messageId: 'q2', text: 'More' })))
  talk.close()
})

test('a refused message leaves the screen again, and the refusal is thrown', async () => {
  turns = () => Response.json({ error: { code: 'too_large', message: 'Too long.', requestId: 'r' } }, { status: 413 })
  const talk = await opened()
  await expect(talk.send({ messageId: 'q2', text: 'More' })).rejects.toMatchObject({ code: 'too_large' })
  expect(wordsOf(talk)).toEqual(['Hi', 'Hello'])
  expect(sent).toHaveLength(1)
  talk.close()
})

/** The log's word of a message of the person. */
const toldOf = (messageId: string, parentId: string) => {
  const parts = [{ type: 'text', text: 'More' }]
  const event = { type: 'message.added', at: 1, turnId: 't2', messageId, parentId, role: 'user', parts }
  return `id: 011\ndata: ${JSON.stringify(event)}\n\n`
}

test('a message of which only the answer was lost is sent, and stays where it is when it goes again', async () => {
  turns = () => Promise.reject(new TypeError('Failed to fetch'))
  const talk = await opened()
  const sending = talk.send({ messageId: 'q2', text: 'More' })
  say(toldOf('q2', 'a1'))
  await vi.advanceTimersByTimeAsync(3000)
  await sending
  expect(talk.told.value.has('q2')).toBe(true)
  turns = () => Response.json({ turnId: 't2', cursor: '010' }, { status: 202 })
  await talk.send({ messageId: 'q2', text: 'More' })
  expect(wordsOf(talk)).toEqual(['Hi', 'Hello', 'More'])
  expect(talk.messages.value.at(-1)?.sending).toBe(false)
  talk.close()
})

test('a talk that is left before it is there follows nothing', async () => {
  const asked: string[] = []
  const messages = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return url.includes('/messages') ? messages.promise : new Response(streamOf(''))
  })
  const talk = new TalkModel('c1', ports)
  const opening = talk.open('c1')
  talk.close()
  messages.resolve(Response.json(page))
  await opening
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked.filter((url) => url.includes('/events'))).toEqual([])
})

test('answering again asks the same on the same parent, and a refusal brings the old answer back', async () => {
  turns = () => Response.json({ error: { code: 'internal', message: 'Broken.', requestId: 'r' } }, { status: 500 })
  const talk = await opened()
  const last = talk.messages.value.at(-1)
  if (!last) throw new Error('There is no answer to ask again.')
  const again = talk.regenerate(last)
  expect(wordsOf(talk)).toEqual(['Hi'])
  await expect(again).rejects.toMatchObject({ code: 'internal' })
  expect(sent).toEqual([expect.objectContaining({ text: 'Hi', parentId: null })])
  expect(wordsOf(talk)).toEqual(['Hi', 'Hello'])
  talk.close()
})

test('events after the page are added to it', async () => {
  const told = {
    type: 'message.added',
    at: 1,
    turnId: 't',
    messageId: 'a2',
    parentId: 'a1',
    role: 'assistant',
    parts: [],
  }
  events = `id: 011\ndata: ${JSON.stringify(told)}\n\n${frameOf('012', 'And ')}${frameOf('013', 'more')}`
  const talk = await opened()
  await vi.advanceTimersByTimeAsync(10)
  expect(wordsOf(talk)).toEqual(['Hi', 'Hello', 'And more'])
  talk.close()
})

test('older messages that come after the talk was read afresh leave no gap', async () => {
  const older = Promise.withResolvers<Response>()
  const newest = [
    { ...page, before: 'q1' },
    { messages: [{ ...question, id: 'q9' }], cursor: '090', before: 'q9' },
  ]
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('before=')) return older.promise
    return url.includes('/messages') ? Response.json(newest.shift()) : new Response(streamOf(''))
  })
  const talk = await opened()
  const loading = talk.loadOlder()
  await talk.open('c1')
  older.resolve(Response.json({ messages: [{ ...question, id: 'q0' }], cursor: '010', before: null }))
  await loading
  expect(talk.messages.value.map(({ id }) => id)).toEqual(['q9'])
  expect(talk.before.value).toBe('q9')
  expect(talk.isLoadingOlder.value).toBe(false)
  talk.close()
})
