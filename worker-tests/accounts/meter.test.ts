import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { limitsFrom, limitVariables } from '../../src/limits'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { type Client, client } from '../support/client'
import { deployed } from '../support/deployed'
import { meterOf, sessionOf } from '../support/objects'
import { refusalOf, withoutDetail } from '../support/raw-request'
import { eventsUntil, type Piece, type ScriptedModel, scriptedModel } from '../support/scripted-model'
import { ORIGIN } from '../support/worker'

let accounts = 0
let account: string
let owner: Client
let model: ScriptedModel
beforeEach(() => {
  account = `meter-${++accounts}`
  owner = client(account)
  model = scriptedModel()
})
afterEach(() => vi.restoreAllMocks())

const meter = () => meterOf(account)
const usage = () => owner.get<AccountUse>('/api/usage')

const answer = (input: number, output: number): Piece[] => [
  { text: 'Yes.' },
  { usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } },
]

function post(conversation: string, messageId: string = crypto.randomUUID()): Promise<Response> {
  const body = JSON.stringify({ messageId, text: 'Go' })
  const headers = { 'content-type': 'application/json' }
  return owner.fetch(`/api/conversations/${conversation}/turns`, { method: 'POST', body, headers })
}

const isEnd = ({ data }: { data: { type: string } }) => /^turn\.(completed|failed|stopped)$/.test(data.type)

/** Sends a message and waits for its turn's end. */
async function turn(conversation: string): Promise<Turn> {
  const response = await post(conversation)
  expect(response.status).toBe(202)
  const { turnId, cursor } = await response.json<TurnReceipt>()
  await eventsUntil(conversation, isEnd, { after: cursor, account })
  return owner.get(`/api/conversations/${conversation}/turns/${turnId}`)
}

/** A turn's last use is told right after its end was. */
const told = (tokens: number) => vi.waitFor(async () => expect((await usage()).tokensToday.used).toBe(tokens))

test('tokens of every step are counted, by model, and shown beside the limits', async () => {
  const { id } = await owner.newConversation()
  model.script(
    [
      { call: 'mshtools-todo_read', input: {} },
      { usage: { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 60 } } },
    ],
    answer(200, 30),
  )
  await turn(id)
  await told(350)
  const seen = await usage()
  expect(seen.tokensToday).toMatchObject({ used: 350, limit: 50_000_000 })
  expect(seen.tokensToday.resetsAt).toBeGreaterThan(Date.now())
  expect(seen.tokensThisMonth).toMatchObject({ used: 350, limit: 500_000_000 })
  expect(seen.turnsAtOnce).toEqual({ used: 0, limit: 20, resetsAt: null })
  expect(seen.models).toEqual([
    {
      model: 'scripted',
      calls: 2,
      inputTokens: 300,
      cachedTokens: 60,
      outputTokens: 50,
      usd: null,
      uncountedCalls: 0,
      unpricedCalls: 2,
    },
  ])
  expect(await client('someone-else').get<AccountUse>('/api/usage')).toMatchObject({ tokensToday: { used: 0 } })
})

test('a call whose tokens the provider does not tell is counted as such, and as no number of tokens', async () => {
  const { id } = await owner.newConversation()
  model.script([{ text: 'Yes.' }])
  await turn(id)
  await vi.waitFor(async () => expect((await usage()).models).toHaveLength(1))
  expect((await usage()).models[0]).toMatchObject({ calls: 1, uncountedCalls: 1, inputTokens: 0, usd: null })
})

test('the day’s tokens end a turn before its next model call, with what it did kept, and then refuse new ones', async () => {
  const { id } = await owner.newConversation()
  model.script([
    { call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'a' } },
    { usage: { prompt_tokens: 9_999_999, completion_tokens: 40_000_001 } },
  ])
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 22, 21))
  const ended = await turn(id)
  // The turn's own limit of 10,000,000 is reached as well, and speaks first.
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'limit_reached' } })
  expect(ended.error?.message).toContain('10,000,000 tokens')
  expect(model.asks).toHaveLength(1)
  expect(await owner.get(`/api/conversations/${id}/files`)).toMatchObject({ files: [{ path: 'a.txt' }] })
  await told(50_000_000)

  const refused = await post(id)
  expect(refused.headers.get('retry-after')).toBe(String(3 * 3600))
  const { status, code, message } = await refusalOf(refused)
  expect({ status, code }).toEqual({ status: 429, code: 'limit_reached' })
  expect(message).toBe(
    'This account has used its 50,000,000 tokens of this day. Go on from 23 November 2026, 00:00 UTC on, or ask the operator for more.',
  )
  expect(await owner.get(`/api/conversations/${id}/messages`)).toMatchObject({ messages: { length: 2 } })

  vi.mocked(Date.now).mockReturnValue(Date.UTC(2026, 10, 23))
  model.script(answer(1, 1))
  expect((await turn(id)).status).toBe('completed')
})

test('a month that is used up frees with the next one', async () => {
  const { id } = await owner.newConversation()
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 11, 1))
  await runInDurableObject(meter(), (_, { storage }) => {
    const day = Math.floor(Date.UTC(2026, 11, 1) / 86_400_000)
    for (let n = 0; n < 10; n++) {
      storage.sql.exec("INSERT INTO days VALUES (?, 'scripted', 1, 49999999, 0, 1, 0, 0, 0)", day + n)
    }
  })
  vi.mocked(Date.now).mockReturnValue(Date.UTC(2026, 11, 31, 23, 59, 59))
  const { status, message } = await refusalOf(await post(id))
  expect(status).toBe(429)
  expect(message).toContain('500,000,000 tokens of this month. Go on from 1 January 2027, 00:00 UTC on')
  vi.mocked(Date.now).mockReturnValue(Date.UTC(2027, 0, 1))
  model.script(answer(1, 1))
  expect((await turn(id)).status).toBe('completed')
  expect((await usage()).tokensThisMonth.used).toBeLessThanOrEqual(2)
})

test('of 500 messages to 100 conversations at once, exactly as many turns run or wait as may', async () => {
  const hold = Promise.withResolvers<void>()
  model.script(...Array.from({ length: 40 }, (): Piece[] => [{ until: hold.promise }, ...answer(1, 1)]))
  const conversations = await Promise.all(Array.from({ length: 100 }, () => owner.newConversation()))
  const sent = await Promise.all(
    conversations.flatMap(({ id }) => Array.from({ length: 5 }, async () => ({ id, response: await post(id) }))),
  )
  expect(sent.filter(({ response }) => response.status === 202)).toHaveLength(20)
  const refused = sent.filter(({ response }) => response.status === 429)
  expect(refused).toHaveLength(480)
  const one = refused[0]?.response
  expect(one?.headers.get('retry-after')).toBe('5')
  expect(one && (await refusalOf(one)).code).toBe('limit_reached')
  expect((await usage()).turnsAtOnce.used).toBe(20)
  // A refused message left nothing.
  const empty = conversations.filter(({ id }) => !sent.some((each) => each.id === id && each.response.status === 202))
  for (const { id } of empty.slice(0, 3)) {
    expect(await owner.get(`/api/conversations/${id}/messages`)).toMatchObject({ messages: [] })
  }
  hold.resolve()
  await vi.waitFor(async () => expect((await usage()).turnsAtOnce.used).toBe(0), { timeout: 20_000 })
  await told(40)
}, 60_000)

test('requests beyond the limit of a minute are refused before their body is read, also across an eviction', async () => {
  const { fetch } = deployed({ OKCVM_OPEN_ACCESS: 'loopback', OKCVM_LIMIT_REQUESTS_MINUTE: '10' })
  const ask = () => fetch(`${ORIGIN}/api/models?client_id=${account}`)
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 22, 12, 0, 18))
  const first = await Promise.all(Array.from({ length: 6 }, ask))
  await evictDurableObject(meter())
  const rest = await Promise.all(Array.from({ length: 30 }, ask))
  expect([...first, ...rest].filter(({ status }) => status === 200)).toHaveLength(10)
  const refused = rest.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(26)
  expect(refused[0]?.headers.get('retry-after')).toBe('42')
  const unread = new ReadableStream<Uint8Array>({
    pull: () => {
      throw new Error('The body was read.')
    },
  })
  const path = `${ORIGIN}/api/conversations/any/files/a.txt?client_id=${account}`
  const upload = await fetch(path, { method: 'PUT', body: unread })
  expect(await refusalOf(upload)).toMatchObject({ status: 429, code: 'rate_limited' })
  now.mockReturnValue(Date.UTC(2026, 10, 22, 12, 1))
  expect((await ask()).status).toBe(200)
})

test('a step is counted once, however often it is reported and whoever restarts', async () => {
  const { id } = await owner.newConversation()
  const hold = Promise.withResolvers<void>()
  model.script(
    [{ call: 'mshtools-todo_read', input: {} }, { usage: { prompt_tokens: 100, completion_tokens: 1 } }],
    [{ text: 'Half' }, { until: hold.promise }],
    answer(7, 3),
  )
  const { turnId, cursor } = await (await post(id)).json<TurnReceipt>()
  await eventsUntil(id, ({ data }) => data.type === 'text.delta', { after: cursor, account })
  expect((await usage()).tokensToday.used).toBe(101)
  await abortAllDurableObjects()
  await sessionOf(id).getTurn({ account }, turnId)
  await eventsUntil(id, isEnd, { after: cursor, account })
  await told(111)
  hold.resolve()
  const { steps } = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
  expect(steps).toHaveLength(2)

  // A rebuild carries every turn anew.
  await sessionOf(id).project()
  expect((await usage()).tokensToday.used).toBe(111)
})

test('a first chat message that may not be sent makes no conversation, and a repeat finds its answer', async () => {
  const chat = (message: string, message_id: string) =>
    owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message, message_id }),
    })
  model.script(answer(10_000_000, 40_000_000))
  expect((await chat('Hi', 'first')).status).toBe(200)
  await told(50_000_000)
  const refused = await withoutDetail(await chat('And', 'second'))
  expect(await refusalOf(refused)).toMatchObject({ status: 429, code: 'limit_reached' })
  expect(await owner.get('/api/conversations')).toMatchObject({ conversations: { length: 1 } })
  expect(await (await chat('Hi', 'first')).json()).toMatchObject({ reply: 'Yes.' })
  expect((await usage()).turnsAtOnce.used).toBe(0)
})

test('a turn that never came to be holds no place', async () => {
  const { id } = await owner.newConversation()
  const body = JSON.stringify({ messageId: 'astray', text: 'Go', parentId: 'nowhere' })
  const headers = { 'content-type': 'application/json' }
  const response = await owner.fetch(`/api/conversations/${id}/turns`, { method: 'POST', body, headers })
  expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'bad_request' })
  expect((await usage()).turnsAtOnce.used).toBe(0)
})

test('a place that nobody speaks of any more is free after an hour', async () => {
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 22))
  const limits = { ...limitsFrom(z.object(limitVariables).parse({})), turnsAtOnce: 1 }
  expect(await meter().beginTurn({ conversation: 'lost', message: 'm' }, limits)).toBeNull()
  expect(await meter().beginTurn({ conversation: 'lost', message: 'm' }, limits)).toBeNull()
  expect(await meter().beginTurn({ conversation: 'other', message: 'm' }, limits)).toMatchObject({
    limit: 'turnsAtOnce',
  })
  now.mockReturnValue(Date.UTC(2026, 10, 22, 1, 0, 1))
  expect(await meter().beginTurn({ conversation: 'other', message: 'm' }, limits)).toBeNull()
})

test('a step keeps the places of its turn and of those that wait behind it, and no other of its conversation', async () => {
  const start = Date.UTC(2026, 10, 22)
  const now = vi.spyOn(Date, 'now').mockReturnValue(start)
  const limits = { ...limitsFrom(z.object(limitVariables).parse({})), turnsAtOnce: 3 }
  const key = (message: string) => ({ conversation: 'long', message })
  for (const message of ['runs', 'waits', 'lost']) expect(await meter().beginTurn(key(message), limits)).toBeNull()
  for (const minutes of [40, 80]) {
    now.mockReturnValue(start + minutes * 60_000)
    expect(await meter().advanceTurn(key('runs'), [], limits, ['waits'])).toBeNull()
  }
  expect(await meter().beginTurn(key('next'), limits)).toBeNull()
  expect(await meter().beginTurn(key('one too many'), limits)).toMatchObject({ limit: 'turnsAtOnce' })
})
