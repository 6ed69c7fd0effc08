import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { refusalOf, sendRaw, withoutDetail } from '../support/raw-request'

const owner = client('bad-address')

describe('an id in the address', () => {
  test.each(['a%20b', 'a'.repeat(65), '%ff', '%00', 'ä', '..%2f', 'a.b'])(
    '%s is a 400 or leads nowhere',
    async (id) => {
      const paths = [
        `/api/conversations/${id}`,
        `/api/conversations/${id}/messages`,
        `/api/conversations/${id}/events`,
        `/api/conversations/${id}/files`,
        `/api/conversations/x/turns/${id}`,
      ]
      for (const path of paths) expect([400, 404], path).toContain((await refusalOf(await owner.fetch(path))).status)
    },
  )

  test('of an unknown turn or deployment is a 404', async () => {
    const { id } = await owner.newConversation()
    for (const [method, path] of [
      ['GET', `/api/conversations/${id}/turns/none`],
      ['POST', `/api/conversations/${id}/turns/none/cancellation`],
      ['DELETE', '/api/deployments/none'],
    ] as const) {
      expect(await refusalOf(await owner.fetch(path, { method })), path).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    }
  })

  test('of an unknown conversation costs no storage', async () => {
    await refusalOf(await owner.fetch('/api/conversations/made-up'))
    const chat = JSON.stringify({ message: 'Hi', conversation_id: 'made-up' })
    await refusalOf(await withoutDetail(await sendRaw(owner, 'POST', '/api/chat', chat)))
    const tables = await runInDurableObject(sessionOf('made-up'), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    )
    expect(tables).toEqual([])
    expect((await env.BLOBS.list()).objects.filter(({ key }) => key.includes('made-up'))).toEqual([])
  })
})

test.each([
  ['/api/conversations?limit=0', 'bad_request'],
  ['/api/conversations?limit=101', 'bad_request'],
  ['/api/conversations?limit=1.5', 'bad_request'],
  ['/api/conversations?limit=', 'bad_request'],
  ['/api/conversations?limit=many', 'bad_request'],
  ['/api/conversations?archived=perhaps', 'bad_request'],
  [`/api/conversations?q=${'a'.repeat(201)}`, 'bad_request'],
  ['/api/conversations?cursor=', 'invalid_cursor'],
  ['/api/conversations?cursor=abc', 'invalid_cursor'],
  ['/api/conversations?cursor=%00', 'invalid_cursor'],
  ['/api/deployments?cursor=abc', 'invalid_cursor'],
  ['/api/deployments?limit=-1', 'bad_request'],
  ['/api/deployments?conversation=a%20b', 'bad_request'],
  ['{id}/messages?limit=201', 'bad_request'],
  ['{id}/messages?before=nobody', 'bad_request'],
  [`{id}/messages?before=${'a'.repeat(101)}`, 'bad_request'],
  ['{id}/events?after=', 'invalid_cursor'],
  ['{id}/events?after=x', 'invalid_cursor'],
  ['{id}/events?after=00000000000Z', 'invalid_cursor'],
  ['{id}/events?after=0000000000000', 'invalid_cursor'],
  ['{id}/events?after=zzzzzzzzzzzz', 'invalid_cursor'],
  ['{id}/events?after=-00000000001', 'invalid_cursor'],
  ['{id}/events?after=000000000zzz', 'invalid_cursor'],
  ['{id}/events?dialect=klingon', 'bad_request'],
])('%s is a 400', async (path, code) => {
  const { id } = await owner.newConversation()
  expect(await refusalOf(await owner.fetch(path.replace('{id}', `/api/conversations/${id}`)))).toMatchObject({
    status: 400,
    code,
  })
})

test('what is not there is a 404 that says where to look', async () => {
  for (const [method, path] of [
    ['GET', '/api/nothing'],
    ['PUT', '/api/conversations'],
    ['GET', '/api/chat'],
  ] as const) {
    const response = await owner.fetch(path, { method })
    const { error } = await response.json<{ error: { code: string; message: string } }>()
    expect([404, 405]).toContain(response.status)
    expect(error.message).toContain('/api/openapi.json')
  }
})

test('a title is 1 to 200 characters, trimmed, and a model one of the list', async () => {
  const { id } = await owner.newConversation()
  const path = `/api/conversations/${id}`
  for (const body of [
    { title: '' },
    { title: '   ' },
    { title: 'a'.repeat(201) },
    { title: null },
    { pinned: 1 },
    { archived: 'yes' },
    { model: '' },
    { model: 'gpt-99' },
  ]) {
    expect(
      await refusalOf(await sendRaw(owner, 'PATCH', path, JSON.stringify(body))),
      JSON.stringify(body),
    ).toMatchObject({ status: 400, code: 'bad_request' })
  }
  expect(await owner.get(path)).toMatchObject({ id, title: '', pinned: false, archived: false })
  expect(await owner.patch(path, { title: `  ${'a'.repeat(200)} ` })).toMatchObject({ title: 'a'.repeat(200) })
})

test.each(['garbage!', 'stale:../x', '\u0000', 'MDAw='])('a rebuild refuses the cursor %j', async (cursor) => {
  expect(await refusalOf(await sendRaw(owner, 'POST', '/api/rebuilds', JSON.stringify({ cursor })))).toMatchObject({
    status: 400,
    code: 'invalid_cursor',
  })
})
