import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { fairShare, SHOWN_CHARS, shownCalls } from '../../src/session/shown-calls'
import type { ChatPayload } from '../../src/wire/chat'
import type { MessagePage } from '../../src/wire/messages'
import type { Invocation, Turn } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { scriptedModel, sse } from '../support/scripted-model'

const owner = client()

const call = (output: string | null, input: unknown = {}) => ({ output, input, preview: null })

test('small calls are shown as they are', () => {
  const calls = Array.from({ length: 500 }, (_, n) => call(`${n}`.repeat(100), { n }))
  expect(shownCalls(calls, () => 'x')).toEqual(calls)
})

test('the long ones share what the short ones leave', () => {
  expect(fairShare([10, 10, 10], 30)).toBe(Number.POSITIVE_INFINITY)
  expect(fairShare([10, 100, 100], 50)).toBe(20)
  expect(fairShare([100, 10, 30], 90)).toBe(50)
  expect(fairShare([], 5)).toBe(Number.POSITIVE_INFINITY)
})

test('whatever is long in a call is cut: output, arguments, preview', () => {
  const long = 'ä'.repeat(SHOWN_CHARS)
  const preview = { kind: 'file' as const, title: 'a', path: 'a', text: long, lines: 1 }
  const shown = shownCalls(
    [call(long), call('short'), call('out', { content: long }), { ...call(null, {}), preview }, call(long, long)],
    () => '/whole',
  )
  expect(JSON.stringify(shown).length).toBeLessThan(SHOWN_CHARS + 2000)
  expect(shown[0]?.output).toMatch(/^ä+\n\[Cut to be shown: \d+ of 4000000 characters\. The whole call: GET \/whole\]$/)
  expect(shown[1]).toEqual(call('short'))
  expect(shown[2]?.input).toMatch(/^\{"content":"ä+…$/)
  expect(shown[2]?.output).toContain('3 of 3 characters')
  expect(shown[3]).toMatchObject({ output: null, preview: { cut: true, path: 'a' } })
})

test('of code and of tables the beginning of what came of them stays, where it is long', () => {
  const row = ['ä'.repeat(500)]
  const rows = Array.from({ length: 200 }, () => row)
  const table = { columns: ['a'], rows, totalRows: 200, data: null }
  const text = { kind: 'text' as const, title: '', text: 'ä'.repeat(1000) }
  const code = { kind: 'code' as const, title: 'c', language: 'python', code: 'x = 1', failed: false }
  const calls = Array.from({ length: 100 }, (_, n) => ({
    ...call('out'),
    preview: n % 2 ? { kind: 'table' as const, title: 't', table } : { ...code, outputs: Array(100).fill(text) },
  }))
  const shown = shownCalls(calls, () => '/whole')
  expect(JSON.stringify(shown).length).toBeLessThan(SHOWN_CHARS)
  const [first, second] = shown.map(({ preview }) => preview)
  expect(first).toMatchObject({ ...code, cut: true })
  expect(first?.kind === 'code' && first.outputs.length).toBeGreaterThan(1)
  expect(second).toMatchObject({ kind: 'table', table: { totalRows: 200 } })
  expect(second?.kind === 'table' && second.table.rows.length).toBeLessThan(200)
})

test('a turn of 200 long results is told whole in a reply that RPC can carry, and each result can be had', async () => {
  const model = scriptedModel()
  model.script([{ call: 'mshtools-todo_read', input: {} }], [{ text: 'Done.' }])
  const { id } = await owner.newConversation()
  const message = { message: 'Go', conversation_id: id, message_id: 'm' }
  const send = () =>
    owner.fetch('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(message),
    })
  const first = await send()
  const turnId = first.headers.get('x-okc-turn-id') ?? ''
  for await (const _ of sse(first)) {
    // To its end.
  }
  const output = 'x'.repeat(100_000)
  await runInDurableObject(sessionOf(id), (_, { storage: { sql } }) => {
    for (let n = 0; n < 200; n++) {
      sql.exec(
        `INSERT INTO invocations SELECT turn_id, 1, ?1, ?2, ?2, name, input, effect, stage, status, ?3, images, preview,
         started_at, duration_ms FROM invocations WHERE position = 0`,
        n + 1,
        `inv_${n}`,
        output,
      )
      const part = JSON.stringify({ type: 'tool', invocationId: `inv_${n}` })
      sql.exec('INSERT INTO parts SELECT message_id, ?, 1, ? FROM parts WHERE step = 2 LIMIT 1', n + 100, part)
    }
  })

  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.invocations).toHaveLength(201)
  const { messages }: MessagePage = await owner.get(`/api/conversations/${id}/messages`)
  expect(messages.at(-1)?.parts.filter((part) => part.type === 'tool')).toHaveLength(201)
  let payload: ChatPayload | undefined
  for await (const { data } of sse(await send())) if (data.type === 'final') payload = data.payload as ChatPayload
  expect(payload?.tool_calls).toHaveLength(201)

  const cut = turn.invocations.find(({ invocationId }) => invocationId === 'inv_7')?.output ?? ''
  const address = /GET (\S+)\]$/.exec(cut)?.[1] ?? ''
  const whole: Invocation = await owner.get(address)
  expect(whole).toMatchObject({ invocationId: 'inv_7', output })
  expect((await owner.fetch(`${address}x`)).status).toBe(404)
})
