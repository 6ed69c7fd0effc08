import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import type { Conversation } from '../../src/wire/conversations'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sendRaw } from '../support/raw-request'
import { eventsUntil, scriptedModel } from '../support/scripted-model'

type List = { conversations: Conversation[]; cursor: string | null }

beforeEach(() => {
  scriptedModel()
})

function rowOf(id: string) {
  return env.DB.prepare('SELECT title, pinned, archived, updated_at FROM conversations WHERE id = ?').bind(id).first()
}

test('what is created or changed stands in D1 once it is answered', async () => {
  const owner = client('rows')
  const response = await sendRaw(owner, 'POST', '/api/conversations', '{"title":"First"}')
  expect(response.status).toBe(201)
  const { id } = await response.json<Conversation>()
  expect(await rowOf(id)).toMatchObject({ title: 'First', pinned: 0, archived: 0 })
  await owner.patch(`/api/conversations/${id}`, { title: 'Second', pinned: true })
  expect(await rowOf(id)).toMatchObject({ title: 'Second', pinned: 1 })
  await owner.patch(`/api/conversations/${id}`, { archived: true })
  expect(await rowOf(id)).toMatchObject({ archived: 1 })
  expect((await owner.get<List>('/api/conversations')).conversations).toEqual([])
  expect((await owner.get<List>('/api/conversations?archived=true')).conversations).toMatchObject([
    { id, title: 'Second' },
  ])
})

test('an empty body makes an unnamed conversation, which its first message names', async () => {
  const owner = client('names')
  const response = await owner.fetch('/api/conversations', { method: 'POST' })
  expect(response.status).toBe(201)
  const { id, title, model } = await response.json<Conversation>()
  expect({ title, model }).toEqual({ title: '', model: 'scripted' })
  const { cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, {
    messageId: 'm',
    text: `  Bread \ud83c\udf5e ${'and more '.repeat(20)}\nSecond line`,
  })
  await eventsUntil(id, ({ data }) => data.type.startsWith('turn.') && data.type !== 'turn.started', {
    after: cursor,
    account: 'names',
  })
  const named = await owner.get<Conversation>(`/api/conversations/${id}`)
  expect(named.title).toMatch(/^Bread 🍞 and more .*…$/)
  expect([...named.title].length).toBeLessThanOrEqual(61)
})

test('changes at the same moment leave D1 and the session of one mind', async () => {
  const owner = client('races')
  for (let round = 0; round < 5; round++) {
    const { id } = await owner.newConversation()
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        owner.patch(`/api/conversations/${id}`, { title: `Title ${index}`, pinned: index % 2 === 0 }),
      ),
    )
    const { title, pinned } = await owner.get<Conversation>(`/api/conversations/${id}`)
    expect(await rowOf(id)).toMatchObject({ title, pinned: Number(pinned) })
  }
})

test('the list is pinned first, then newest, and its pages join without gap', async () => {
  const owner = client('pages')
  const made: string[] = []
  for (let index = 0; index < 7; index++) made.push((await owner.newConversation()).id)
  await owner.patch(`/api/conversations/${made[2]}`, { pinned: true })
  const all = await owner.get<List>('/api/conversations')
  expect(all.cursor).toBeNull()
  expect(all.conversations[0]?.id).toBe(made[2])
  const times = all.conversations.slice(1).map(({ updatedAt }) => updatedAt)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  const joined: Conversation[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: List = await owner.get(`/api/conversations?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    joined.push(...page.conversations)
    cursor = page.cursor
  }
  expect(joined).toEqual(all.conversations)
})

test.each(['100%', "o'clock", 'a_b', '\\', '"quoted"', '你好', '%', "'; DROP TABLE conversations; --"])(
  'a search for %j finds that and nothing else',
  async (words) => {
    const owner = client(`search-${crypto.randomUUID()}`)
    const { id } = await owner.newConversation()
    await owner.newConversation()
    await owner.patch(`/api/conversations/${id}`, { title: `Before ${words} after` })
    const found = await owner.get<List>(`/api/conversations?q=${encodeURIComponent(words)}`)
    expect(found.conversations.map((each) => each.id)).toEqual([id])
  },
)

test('a title keeps every character that it was given', async () => {
  const owner = client('letters')
  const { id } = await owner.newConversation()
  for (const title of ['<script>alert(1)</script>', 'a\u0000b', 'שלום', '👩‍👩‍👧', 'null', '0']) {
    expect(await owner.patch(`/api/conversations/${id}`, { title })).toMatchObject({ title })
    expect(await owner.get(`/api/conversations/${id}`)).toMatchObject({ title })
  }
})

test('a change that changes nothing is answered, and one of everything is whole', async () => {
  const owner = client('wholes')
  const { id } = await owner.newConversation()
  expect(await owner.patch(`/api/conversations/${id}`, {})).toMatchObject({ id, title: '' })
  const change = { title: 'All', pinned: true, archived: true, model: 'scripted' }
  expect(await owner.patch(`/api/conversations/${id}`, change)).toMatchObject(change)
  const { data } =
    (
      await eventsUntil(
        id,
        ({ data: event }) =>
          event.type === 'conversation.changed' && (event.conversation as Conversation).title === 'All',
        { account: 'wholes' },
      )
    ).at(-1) ?? {}
  expect(data?.conversation).toMatchObject(change)
})
