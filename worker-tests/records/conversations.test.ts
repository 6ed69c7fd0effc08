import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { deleteConversationRows, listConversations, putConversation } from '../../src/records/conversations'
import { putDeployment } from '../../src/records/deployments'
import { putMessages } from '../../src/records/messages'
import type { Conversation } from '../../src/wire/conversations'

let accounts = 0
const newAccount = () => `account-${++accounts}`

function conversation(id: string, change: Partial<Conversation> = {}): Conversation {
  const times = { createdAt: 1000, updatedAt: 1000 }
  const marks = { tainted: false, awaitsApproval: false }
  return { id, title: `About ${id}`, model: 'demo', pinned: false, archived: false, ...marks, ...times, ...change }
}

/** Puts conversations under an account of their own; ids get its name in front, because an id belongs to one account. */
async function accountWith(...list: Conversation[]): Promise<string> {
  const account = newAccount()
  for (const one of list) await putConversation(env.DB, account, { ...one, id: `${account}-${one.id}` })
  return account
}

async function listed(account: string, query: { q?: string; archived?: boolean; limit?: number } = {}) {
  const pages = await pagesOf(account, query)
  return pages.flat()
}

async function pagesOf(account: string, query: { q?: string; archived?: boolean; limit?: number }) {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await listConversations(env.DB, { account, archived: false, limit: 100, ...query, cursor })
    pages.push(page.conversations.map(({ id }) => id.slice(account.length + 1)))
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

test('pinned conversations come first, then the newest', async () => {
  const account = await accountWith(
    conversation('old', { updatedAt: 1 }),
    conversation('new', { updatedAt: 3 }),
    conversation('pinned', { updatedAt: 2, pinned: true }),
  )
  expect(await listed(account)).toEqual(['pinned', 'new', 'old'])
})

test('a row comes back whole, in the shape of the contract', async () => {
  const account = newAccount()
  const whole = conversation('whole', {
    title: 'Brötchen 🥐',
    pinned: true,
    createdAt: 5,
    updatedAt: 1_800_000_000_000,
  })
  await putConversation(env.DB, account, whole)
  const { conversations } = await listConversations(env.DB, { account, archived: false, limit: 10 })
  expect(conversations).toEqual([whole])
})

test('pages neither skip nor double rows of the same time', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const account = await accountWith(...names.map((name) => conversation(name, { pinned: name > 'e' })))
  for (const limit of [1, 2, 3, 7]) {
    const pages = await pagesOf(account, { limit })
    expect(pages.flat()).toEqual(['g', 'f', 'e', 'd', 'c', 'b', 'a'])
    expect(pages.every((page) => page.length > 0 && page.length <= limit)).toBe(true)
  }
})

test('a conversation deleted between two pages takes no other with it', async () => {
  const account = await accountWith(...['a', 'b', 'c', 'd'].map((name) => conversation(name)))
  const first = await listConversations(env.DB, { account, archived: false, limit: 2 })
  await deleteConversationRows(env.DB, `${account}-c`)
  const second = await listConversations(env.DB, {
    account,
    archived: false,
    limit: 2,
    cursor: first.cursor ?? undefined,
  })
  expect(second.conversations.map(({ id }) => id)).toEqual([`${account}-b`, `${account}-a`])
  expect(second.cursor).toBeNull()
})

test.each([
  '',
  'x',
  '%%%',
  'MS4x',
  btoa('1.1'),
  btoa('2.x.id'),
  btoa('1.2.3.id'),
  btoa('1.2.bad id'),
  '🥐',
  'MC4xMC5hQ==',
])('the cursor %j is refused with a code of its own', async (cursor) => {
  const reading = listConversations(env.DB, { account: 'anyone', archived: false, limit: 10, cursor })
  await expect(reading).rejects.toMatchObject({ name: 'AppError', code: 'invalid_cursor' })
})

test('an older row that arrives late never overwrites a newer one', async () => {
  const account = await accountWith(
    conversation('one', { updatedAt: 20, title: 'Newer' }),
    conversation('one', { updatedAt: 10, title: 'Older', archived: true }),
  )
  const { conversations } = await listConversations(env.DB, { account, archived: false, limit: 10 })
  expect(conversations).toMatchObject([{ title: 'Newer', updatedAt: 20 }])
})

test('a row of the same millisecond that arrives later wins', async () => {
  const account = await accountWith(conversation('one', { title: 'First' }), conversation('one', { title: 'Second' }))
  const { conversations } = await listConversations(env.DB, { account, archived: false, limit: 10 })
  expect(conversations).toMatchObject([{ title: 'Second' }])
})

test('one account neither sees nor overwrites what another has', async () => {
  const owner = newAccount()
  const stranger = newAccount()
  await putConversation(env.DB, owner, conversation('mine-alone', { title: 'Mine' }))
  await putConversation(env.DB, stranger, conversation('mine-alone', { title: 'Taken', updatedAt: 9999 }))
  expect(await listConversations(env.DB, { account: stranger, archived: false, limit: 10 })).toEqual({
    conversations: [],
    cursor: null,
  })
  const { conversations } = await listConversations(env.DB, { account: owner, archived: false, limit: 10 })
  expect(conversations).toMatchObject([{ title: 'Mine' }])
})

test('archived conversations have a list of their own', async () => {
  const account = await accountWith(conversation('kept'), conversation('put-away', { archived: true }))
  expect(await listed(account)).toEqual(['kept'])
  expect(await listed(account, { archived: true })).toEqual(['put-away'])
})

test('search takes every character as it stands', async () => {
  const account = await accountWith(
    conversation('percent', { title: '100% rye' }),
    conversation('underscore', { title: 'file_name' }),
    conversation('backslash', { title: 'C:\\bread' }),
    conversation('plain', { title: 'fileXname 100 rye' }),
  )
  expect(await listed(account, { q: '100%' })).toEqual(['percent'])
  expect(await listed(account, { q: 'e_n' })).toEqual(['underscore'])
  expect(await listed(account, { q: ':\\b' })).toEqual(['backslash'])
  expect(await listed(account, { q: "' or 1=1 --" })).toEqual([])
})

test('search ignores the case of A to Z, and an empty search finds all', async () => {
  const account = await accountWith(conversation('bakery', { title: 'My BAKERY in 北京' }), conversation('other'))
  expect(await listed(account, { q: ' bakery ' })).toEqual(['bakery'])
  expect(await listed(account, { q: '北京' })).toEqual(['bakery'])
  expect((await listed(account, { q: '  ' })).length).toBe(2)
})

test('a search longer than any LIKE pattern may be is a search all the same', async () => {
  const words = 'sourdough '.repeat(19).trim()
  const account = await accountWith(
    conversation('long', { title: words }),
    conversation('short', { title: 'sourdough' }),
  )
  expect(await listed(account, { q: words })).toEqual(['long'])
})

test('search finds words in messages, page by page, each conversation once', async () => {
  const names = ['a', 'b', 'c']
  const account = await accountWith(...names.map((name) => conversation(name)), conversation('silent'))
  for (const name of names) {
    const said = (id: string) => ({ id, role: 'user' as const, turnId: 't', text: 'Croissants, please', createdAt: 1 })
    await putMessages(env.DB, { account, conversationId: `${account}-${name}`, messages: [said('m1'), said('m2')] })
  }
  expect(await pagesOf(account, { q: 'croissant', limit: 2 })).toEqual([['c', 'b'], ['a']])
})

test('deleting tells how many rows went, and a repeat finds none', async () => {
  const account = await accountWith(conversation('doomed'), conversation('kept'))
  const conversationId = `${account}-doomed`
  const message = (id: string) => ({ id, role: 'user' as const, turnId: 't', text: 'words', createdAt: 1 })
  await putMessages(env.DB, { account, conversationId, messages: [message('m1'), message('m2')] })
  const published = { slug: `${account}-slug`, title: '', folder: 'output', files: 1, sizeBytes: 1, createdAt: 1 }
  const hosts = { outsideHosts: [], openHosts: [] }
  await putDeployment(env.DB, account, { id: `${account}-d`, conversationId, ...published, ...hosts })

  const deleted = await deleteConversationRows(env.DB, conversationId)
  expect(deleted).toEqual({ conversations: 1, messages: 2, deployments: 1 })
  expect(await deleteConversationRows(env.DB, conversationId)).toEqual({
    conversations: 0,
    messages: 0,
    deployments: 0,
  })
  expect(await listed(account)).toEqual(['kept'])
})

test('the list is read out of its index, in order, without sorting', async () => {
  const plan = await env.DB.prepare(
    `explain query plan select * from conversations where account = 'a' and archived = 0
     and (pinned, updated_at, id) < (1, 2, 'x') order by pinned desc, updated_at desc, id desc limit 50`,
  ).all<{ detail: string }>()
  const details = plan.results.map(({ detail }) => detail).join('\n')
  expect(details).toContain('USING INDEX conversations_by_account')
  expect(details).not.toContain('TEMP B-TREE')
})
