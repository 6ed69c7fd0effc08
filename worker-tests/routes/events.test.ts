import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test } from 'vitest'
import type { MessagePage } from '../../src/wire/messages'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel, sse } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

async function send(conversation: string, text: string): Promise<TurnReceipt> {
  return owner.post(`/api/conversations/${conversation}/turns`, { messageId: crypto.randomUUID(), text })
}

/** A turn with words, thoughts and tools, finished. */
async function finished(): Promise<{ id: string; turnId: string; cursor: string }> {
  model.script(
    [
      { reasoning: 'Hm.' },
      { text: 'Writing.' },
      { call: 'mshtools-write_file', input: { file_path: 'output/site/index.html', content: '<title>A</title>' } },
    ],
    [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/output/site' } }],
    [{ text: 'Done.' }],
  )
  const { id } = await owner.newConversation()
  const receipt = await send(id, 'Go')
  await eventsUntil(id, 'turn.completed', { after: receipt.cursor })
  return { id, ...receipt }
}

interface Read {
  bytes: string
  frames: string[]
}

/** The raw bytes of a stream until a frame says that this turn ended. */
async function readUntilEnd(
  response: Response,
  ending = /"type":"(turn\.(completed|failed|stopped)|stop)"/,
): Promise<Read> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let bytes = ''
  while (reader) {
    const { done, value } = await reader.read()
    bytes += value ?? ''
    if (done || (ending.test(bytes) && bytes.endsWith('\n\n'))) break
  }
  await reader?.cancel()
  return { bytes, frames: bytes.split('\n\n').filter((frame) => frame !== '') }
}

function watch(id: string, query = '', headers: Record<string, string> = {}): Promise<Response> {
  return owner.fetch(`/api/conversations/${id}/events${query}`, { headers })
}

const idOf = (frame: string) => /^id: (.*)$/m.exec(frame)?.[1] ?? ''

test('a stream is plain server-sent events, numbered without gap', async () => {
  const { id } = await finished()
  const response = await watch(id)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const { frames } = await readUntilEnd(response)
  for (const frame of frames) {
    expect(frame).toMatch(/^id: [0-9a-z]{12}\ndata: \{"type":"[a-z.]+","at":\d+,.*\}$/)
  }
  const numbers = frames.map((frame) => Number.parseInt(idOf(frame), 36))
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  expect(frames.map(idOf)).toEqual(frames.map(idOf).sort())
})

test.each(['', 'dialect=okcvm&'])('resuming after any cursor gives the byte-identical rest (%j)', async (dialect) => {
  const { id } = await finished()
  const whole = await readUntilEnd(await watch(id, `?${dialect}`))
  expect(whole.frames.length).toBeGreaterThan(7)
  for (const [index, frame] of whole.frames.entries()) {
    // `final` has the cursor before the end, so after it only the end is left to tell, and `final` belongs to it.
    if (index >= whole.frames.length - (dialect ? 2 : 1)) break
    const rest = whole.frames
      .slice(index + 1)
      .map((each) => `${each}\n\n`)
      .join('')
    expect((await readUntilEnd(await watch(id, `?${dialect}after=${idOf(frame)}`))).bytes).toBe(rest)
    expect((await readUntilEnd(await watch(id, `?${dialect}`, { 'last-event-id': idOf(frame) }))).bytes).toBe(rest)
  }
})

test('in the chat dialect, a reader that left just before the end is told the end, each with an id', async () => {
  const { id } = await finished()
  const { frames } = await readUntilEnd(await watch(id, '?dialect=okcvm'))
  const [final = '', stop = ''] = frames.slice(-2)
  const { bytes } = await readUntilEnd(await watch(id, `?dialect=okcvm&after=${idOf(final)}`))
  expect(bytes).toBe(`${final}\n\n${stop}\n\n`)
})

test('what the chat dialect told of a turn stays the same, whatever happens later', async () => {
  const { id, turnId } = await finished()
  const before = await readUntilEnd(await watch(id, '?dialect=okcvm'))
  model.script([{ call: 'mshtools-write_file', input: { file_path: 'later.txt', content: 'x' } }], [{ text: 'Later.' }])
  await owner.put(`/api/conversations/${id}/files/upload.csv`, 'a,b')
  const later = await send(id, 'More')
  await eventsUntil(id, 'turn.completed', { after: later.cursor })
  const { deployments } = await owner.get<{ deployments: { id: string }[] }>(`/api/deployments?conversation=${id}`)
  await owner.delete(`/api/deployments/${deployments[0]?.id}`)
  await owner.patch(`/api/conversations/${id}`, { title: 'Renamed' })
  const again = await readUntilEnd(await watch(id, '?dialect=okcvm'))
  expect(again.bytes).toBe(before.bytes)
  expect(turnId).toBeTruthy()
})

test('Last-Event-ID beats after', async () => {
  const { id } = await finished()
  const { frames } = await readUntilEnd(await watch(id))
  const [first = '', , third = ''] = frames
  const resumed = await readUntilEnd(await watch(id, `?after=${idOf(first)}`, { 'last-event-id': idOf(third) }))
  expect(resumed.frames[0]).toBe(frames[3])
  const refused = await watch(id, `?after=${idOf(first)}`, { 'last-event-id': 'nonsense' })
  expect(refused.status).toBe(400)
})

test('two that watch at once see the same bytes, and so does one who comes later', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ text: 'One ' }, { until: gate.promise }, { text: 'two.' }])
  const { id } = await owner.newConversation()
  const { cursor } = await send(id, 'Go')
  const [first, second] = await Promise.all([watch(id, `?after=${cursor}`), watch(id, `?after=${cursor}`)])
  const reads = Promise.all([readUntilEnd(first), readUntilEnd(second)])
  gate.resolve()
  const [one, two] = await reads
  expect(one.bytes).toBe(two.bytes)
  expect((await readUntilEnd(await watch(id, `?after=${cursor}`))).bytes).toBe(one.bytes)
})

test('readers that leave in the middle stop nothing', async () => {
  const gate = Promise.withResolvers<void>()
  model.script([{ text: 'One ' }, { until: gate.promise }, { text: 'two.' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await send(id, 'Go')
  const watchers = await Promise.all(Array.from({ length: 5 }, () => watch(id, `?after=${cursor}`)))
  for (const watcher of watchers) await watcher.body?.cancel()
  const chat = await owner.fetch('/api/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ message: 'Then this', conversation_id: id, message_id: 'then' }),
  })
  await chat.body?.cancel()
  model.script([{ text: 'Three.' }])
  gate.resolve()
  await eventsUntil(
    id,
    ({ data }) => data.type === 'turn.completed' && data.turnId === chat.headers.get('x-okc-turn-id'),
  )
  expect(await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)).toMatchObject({ status: 'completed' })
  const { messages } = await owner.get<MessagePage>(`/api/conversations/${id}/messages`)
  expect(messages.at(-1)?.parts).toEqual([{ type: 'text', text: 'Three.' }])
})

test('a slow reader of a long log gets every event, whole and once', async () => {
  model.script(Array.from({ length: 40 }, (_, index) => ({ text: `${index}:${'x'.repeat(20_000)} ` })))
  const { id } = await owner.newConversation()
  const { cursor } = await send(id, 'Write a lot')
  const response = await watch(id, `?after=${cursor}`)
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const seen: number[] = []
  let text = ''
  for await (const event of sse(response)) {
    seen.push(Number.parseInt(event.id ?? '', 36))
    if (event.data.type === 'text.delta') text += event.data.text
    if (event.data.type === 'turn.completed') break
  }
  const [first = 0] = seen
  expect(seen).toEqual(seen.map((_, index) => first + index))
  expect(text).toBe(Array.from({ length: 40 }, (_, index) => `${index}:${'x'.repeat(20_000)} `).join(''))
})

test('a cursor below the floor is a 410 that says to reload the messages', async () => {
  const { id, cursor } = await finished()
  await runInDurableObject(sessionOf(id), (_, { storage }) => {
    storage.sql.exec('UPDATE conversation SET floor = 3')
    storage.sql.exec('DELETE FROM events WHERE seq <= 3')
  })
  const response = await watch(id, `?after=${cursor}`)
  expect(response.status).toBe(410)
  expect(await response.json()).toMatchObject({
    error: { code: 'cursor_expired', message: expect.stringContaining('eload the messages') },
  })
  expect(idOf((await readUntilEnd(await watch(id))).frames[0] ?? '')).toBe('000000000004')
})
