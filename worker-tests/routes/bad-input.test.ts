import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { MESSAGE_MAX_BYTES } from '../../src/wire/messages'
import { client } from '../support/client'
import { refusalOf, sendRaw, withoutDetail } from '../support/raw-request'
import { type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client('bad-input')
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

interface Body {
  method: string
  path: (id: string) => string
  good: object
}

const bodies: Record<string, Body> = {
  'a chat': { method: 'POST', path: () => '/api/chat', good: { message: 'Hi' } },
  'a new conversation': { method: 'POST', path: () => '/api/conversations', good: { title: 'A' } },
  'a change': { method: 'PATCH', path: (id) => `/api/conversations/${id}`, good: { title: 'A' } },
  'a message': { method: 'POST', path: (id) => `/api/conversations/${id}/turns`, good: { messageId: 'm', text: 'Hi' } },
}

describe.each(Object.entries(bodies))('the body of %s', (_, { method, path, good }) => {
  const json = JSON.stringify(good)
  test.each([
    ['no JSON', '{"a":', 'application/json', 400, 'invalid_json'],
    ['a word', 'hello', 'application/json', 400, 'invalid_json'],
    ['a list', '[]', 'application/json', 400, 'bad_request'],
    ['a number', '7', 'application/json', 400, 'bad_request'],
    ['null', 'null', 'application/json', 400, 'bad_request'],
    ['an unknown field', JSON.stringify({ ...good, surprise: 1 }), 'application/json', 400, 'bad_request'],
    ['a field of the prototype', `{"__proto__":{"a":1},${json.slice(1)}`, 'application/json', 400, 'bad_request'],
    [
      'fields of the wrong type',
      JSON.stringify(Object.fromEntries(Object.keys(good).map((key) => [key, { a: 1 }]))),
      'application/json',
      400,
      'bad_request',
    ],
    ['nested without end', '['.repeat(200_000), 'application/json', 400, 'invalid_json'],
    ['JSON that says it is text', json, 'text/plain', 415, 'unsupported_media_type'],
    ['JSON that says it is a form', json, 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['JSON of no type', json, '', 415, 'unsupported_media_type'],
  ] as const)('is refused where it is %s', async (_, body, type, status, code) => {
    const { id } = await owner.newConversation()
    const before = await counts()
    const refusal = await refusalOf(await sendRaw(owner, method, path(id), body, type))
    expect(refusal).toMatchObject({ status, code })
    expect(await counts()).toEqual(before)
    expect(model.asks).toEqual([])
  })

  test('names the field that is wrong', async () => {
    const { id } = await owner.newConversation()
    const unknown = await refusalOf(await sendRaw(owner, method, path(id), JSON.stringify({ ...good, surprise: 1 })))
    expect(unknown.message).toContain('surprise')
    const [field = ''] = Object.keys(good)
    const wrong = await refusalOf(await sendRaw(owner, method, path(id), JSON.stringify({ ...good, [field]: 5 })))
    expect(wrong.message).toContain(field)
  })

  test('is refused unread where its Content-Length tells that it is huge', async () => {
    const { id } = await owner.newConversation()
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const { readable, writable } = new FixedLengthStream(50_000_000)
    const pumped = endless.pipeTo(writable).catch(() => {})
    const refusal = await refusalOf(await sendRaw(owner, method, path(id), readable))
    expect(refusal).toMatchObject({ status: 413, code: 'too_large' })
    await readable.cancel().catch(() => {})
    await pumped
    expect(pulled).toBeLessThan(50)
  })

  test('is refused while it is read where its length is not told', async () => {
    const { id } = await owner.newConversation()
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const refusal = await refusalOf(await sendRaw(owner, method, path(id), endless))
    expect(refusal).toMatchObject({ status: 413, code: 'too_large' })
    expect(pulled).toBeLessThan(100)
  })
})

describe('a message', () => {
  const tooLong = {
    'by its bytes': 'ä'.repeat(MESSAGE_MAX_BYTES / 2 + 1),
    'by characters that JSON escapes': '\u0001'.repeat(MESSAGE_MAX_BYTES + 1),
    'by a byte': 'a'.repeat(MESSAGE_MAX_BYTES + 1),
  }

  test.each(Object.entries(tooLong))('over 256 KB %s is a 413 and leaves nothing', async (_, text) => {
    const { id } = await owner.newConversation()
    const before = await counts()
    const turn = await refusalOf(
      await sendRaw(owner, 'POST', `/api/conversations/${id}/turns`, JSON.stringify({ messageId: 'm', text })),
    )
    expect(turn).toMatchObject({ status: 413, code: 'too_large' })
    const chat = await refusalOf(
      await sendRaw(owner, 'POST', '/api/chat', JSON.stringify({ message: text })).then(withoutDetail),
    )
    expect(chat).toMatchObject({ status: 413, code: 'too_large' })
    expect(await counts()).toEqual(before)
    expect(await owner.get(`/api/conversations/${id}/messages`)).toMatchObject({ messages: [] })
  })

  test('of exactly 256 KB is taken, each of its bytes escaped', async () => {
    model.script([{ text: 'Long.' }])
    const text = '\u0001'.repeat(MESSAGE_MAX_BYTES)
    const response = await sendRaw(owner, 'POST', '/api/chat', JSON.stringify({ message: text, stream: false }))
    const { conversation_id } = await response.json<{ conversation_id: string }>()
    const { messages } = await owner.get<{ messages: { parts: { text: string }[] }[] }>(
      `/api/conversations/${conversation_id}/messages`,
    )
    expect(messages[0]?.parts[0]?.text === text).toBe(true)
    expect(await owner.get(`/api/conversations?q=Long.`)).toMatchObject({ conversations: [{ id: conversation_id }] })
  })

  test.each(['', ' ', '\n\t\u00a0\u3000'])('of nothing (%j) is a 400 and leaves nothing', async (text) => {
    const { id } = await owner.newConversation()
    const before = await counts()
    const turn = await refusalOf(
      await sendRaw(owner, 'POST', `/api/conversations/${id}/turns`, JSON.stringify({ messageId: 'm', text })),
    )
    expect(turn).toMatchObject({ status: 400, code: 'bad_request' })
    expect(turn.message).toMatch(/^text: /)
    for (const place of [{}, { conversation_id: id }]) {
      const chat = await refusalOf(
        await sendRaw(owner, 'POST', '/api/chat', JSON.stringify({ message: text, ...place })).then(withoutDetail),
      )
      expect(chat).toMatchObject({ status: 400, code: 'bad_request' })
      expect(chat.message).toMatch(/^message: /)
    }
    expect(await counts()).toEqual(before)
  })

  test('with half a character, or NUL, is kept, repeated and found like any other', async () => {
    for (const [index, text] of ['half \ud83d of one', 'a\u0000b zero'].entries()) {
      model.script([{ text: 'Odd.' }])
      const body = JSON.stringify({ message: text, message_id: `odd-${index}`, stream: false })
      const first = await (await sendRaw(owner, 'POST', '/api/chat', body)).json<{
        conversation_id: string
        message_id: string
      }>()
      const again = await (await sendRaw(owner, 'POST', '/api/chat', body)).json<{ message_id: string }>()
      expect(again.message_id).toBe(first.message_id)
      const { messages } = await owner.get<{ messages: { parts: { text: string }[] }[] }>(
        `/api/conversations/${first.conversation_id}/messages`,
      )
      expect(messages[0]?.parts[0]?.text).toBe(text)
      expect(await owner.get(`/api/conversations?q=${index === 0 ? 'of%20one' : 'zero'}`)).toMatchObject({
        conversations: [{ id: first.conversation_id }],
      })
    }
  })

  test('with an id or a parent out of place is a 400', async () => {
    const { id } = await owner.newConversation()
    const wrong = [
      { messageId: '' },
      { messageId: 'a'.repeat(65) },
      { messageId: 'a b' },
      { messageId: 'ä' },
      { messageId: 'a/../b' },
      { parentId: 'nobody' },
      { parentId: '../x' },
      { interrupt: 'yes' },
    ]
    for (const part of wrong) {
      const body = JSON.stringify({ messageId: 'm', text: 'Hi', ...part })
      expect(await refusalOf(await sendRaw(owner, 'POST', `/api/conversations/${id}/turns`, body)), body).toMatchObject(
        { status: 400, code: 'bad_request' },
      )
    }
    for (const part of [{ conversation_id: 'a b' }, { message_id: '' }, { stream: 'no' }, { replace_last: 1 }]) {
      const body = JSON.stringify({ message: 'Hi', ...part })
      expect(await refusalOf(await sendRaw(owner, 'POST', '/api/chat', body).then(withoutDetail)), body).toMatchObject({
        status: 400,
        code: 'bad_request',
      })
    }
    expect(await owner.get(`/api/conversations/${id}/messages`)).toMatchObject({ messages: [] })
    expect(model.asks).toEqual([])
  })
})

/** Everything that a refused request could have left behind. */
async function counts(): Promise<object> {
  const rows = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first('n')
  const { objects } = await env.BLOBS.list()
  return { conversations: await rows('conversations'), messages: await rows('messages'), objects: objects.length }
}
