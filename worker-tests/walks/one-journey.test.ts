import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Conversation, DeletionReceipt } from '../../src/wire/conversations'
import type { Deployment } from '../../src/wire/deployments'
import type { MessagePage } from '../../src/wire/messages'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, scriptedModel } from '../support/scripted-model'

const account = 'traveller'
const owner = client(account)

test('a CSV becomes a site, and everything can be taken back', async () => {
  const model = scriptedModel()
  const { id } = await owner.newConversation()
  const home = `/api/conversations/${id}`
  await owner.put(`${home}/files/data/${encodeURIComponent('销售 2026.csv')}`, 'month,sold\nMay,12\n')

  const page = '<!doctype html><title>Sales &amp; more</title><h1>12 in May</h1>'
  model.script(
    [{ call: 'mshtools-read_file', input: { file_path: '/mnt/okcomputer/data/销售 2026.csv' } }],
    [{ call: 'mshtools-write_file', input: { file_path: '/mnt/okcomputer/output/site/index.html', content: page } }],
    [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/output/site' } }],
    [{ text: 'It is online.' }],
  )
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, { messageId: 'm1', text: 'Show my sales' })
  const events = await eventsUntil(id, 'turn.completed', { after: cursor, account })

  const [system, user] = model.asks[0]?.body.messages ?? []
  expect(JSON.stringify([system, user])).toContain('/mnt/okcomputer/data/销售 2026.csv')
  expect(JSON.stringify(model.asks[1]?.body.messages.at(-1))).toContain('May,12')
  const added = events.find(({ data }) => data.type === 'message.added' && data.role === 'user')
  expect(added?.data.parts).toEqual([
    { type: 'text', text: 'Show my sales' },
    { type: 'file', path: 'data/销售 2026.csv', sizeBytes: 18 },
  ])

  const { deployments } = await owner.get<{ deployments: Deployment[] }>(`/api/deployments?conversation=${id}`)
  expect(deployments).toMatchObject([{ conversationId: id, title: 'Sales & more', folder: 'output/site', files: 1 }])
  const [site] = deployments
  expect(await (await owner.fetch(site?.url ?? '')).text()).toBe(page)

  const { messages } = await owner.get<MessagePage>(`${home}/messages`)
  expect(messages[1]?.parts.map((part) => (part.type === 'tool' ? part.status : part.type))).toEqual([
    'success',
    'success',
    'success',
    'text',
  ])
  expect(await owner.get(`${home}/turns/${turnId}`)).toMatchObject({ status: 'completed', invocations: [{}, {}, {}] })
  expect(await owner.get<Conversation>(home)).toMatchObject({ title: 'Show my sales' })
  expect(await owner.get('/api/conversations?q=online')).toMatchObject({ conversations: [{ id }] })

  expect(await owner.delete(`/api/deployments/${site?.id}`)).toEqual({ deploymentId: site?.id })
  expect((await owner.fetch(site?.url ?? '')).status).toBe(404)
  expect(await owner.get('/api/deployments')).toEqual({ deployments: [], cursor: null })
  expect((await owner.fetch(`/api/deployments/${site?.id}`, { method: 'DELETE' })).status).toBe(404)

  expect(await owner.patch(home, { title: 'Sales', pinned: true })).toMatchObject({ title: 'Sales', pinned: true })
  expect(await owner.get('/api/conversations')).toMatchObject({ conversations: [{ id, title: 'Sales', pinned: true }] })

  const receipt = await owner.delete<DeletionReceipt>(home)
  expect(receipt).toEqual({ conversationId: id, deleted: { messages: 2, files: 2, blobs: 2, deployments: 0 } })
  expect(await owner.get('/api/conversations')).toEqual({ conversations: [], cursor: null })
  expect((await env.BLOBS.list()).objects).toEqual([])
})
