import { beforeEach, expect, test } from 'vitest'
import type { ChatPayload } from '../../src/wire/chat'
import type { Conversation } from '../../src/wire/conversations'
import type { Deployment } from '../../src/wire/deployments'
import { type Client, client } from '../support/client'
import { type ScriptedModel, scriptedModel } from '../support/scripted-model'

let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

/** Deploys a page by way of a whole turn, and waits until the list knows of it. */
async function deployed(owner: Client, title: string): Promise<Deployment> {
  const page = { file_path: '/mnt/okcomputer/output/site/index.html', content: `<title>${title}</title>` }
  model.script(
    [{ call: 'mshtools-write_file', input: page }],
    [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/output/site' } }],
    [{ text: 'Online.' }],
  )
  const payload = await owner.post<ChatPayload>('/api/chat', { message: title, stream: false })
  const id = payload.web_preview?.deployment_id
  const find = async () => (await listed(owner)).deployments.find((deployment) => deployment.id === id)
  await expect.poll(find).toBeDefined()
  return (await find()) as Deployment
}

function listed(owner: Client, query = ''): Promise<{ deployments: Deployment[]; cursor: string | null }> {
  return owner.get(`/api/deployments${query}`)
}

test('a deployed site is listed with its address, page by page, and by conversation', async () => {
  const owner = client('lister')
  const bread = await deployed(owner, 'Bread')
  const cake = await deployed(owner, 'Cake')

  expect(cake).toMatchObject({ title: 'Cake', folder: 'output/site', files: 1, url: `/sites/${cake.slug}/` })
  expect(await (await owner.fetch(cake.url)).text()).toBe('<title>Cake</title>')

  const first = await listed(owner, '?limit=1')
  expect(first.deployments).toEqual([cake])
  expect(await listed(owner, `?limit=1&cursor=${first.cursor}`)).toEqual({ deployments: [bread], cursor: null })
  expect(await listed(owner, `?conversation=${bread.conversationId}`)).toEqual({ deployments: [bread], cursor: null })
  expect(await listed(client('stranger'))).toEqual({ deployments: [], cursor: null })
})

test('taking a site offline shows at once, to its owner alone', async () => {
  const owner = client('remover')
  const site = await deployed(owner, 'Pop-up')
  const address = `/api/deployments/${site.id}`

  expect((await client('stranger').fetch(address, { method: 'DELETE' })).status).toBe(404)
  expect((await owner.fetch(site.url)).status).toBe(200)

  expect(await owner.delete(address)).toEqual({ deploymentId: site.id })
  expect((await owner.fetch(site.url)).status).toBe(404)
  await expect.poll(() => listed(owner)).toEqual({ deployments: [], cursor: null })
  expect((await owner.fetch(address, { method: 'DELETE' })).status).toBe(404)
})

test('deleting the conversation takes its sites along', async () => {
  const owner = client('leaver')
  const site = await deployed(owner, 'Closing down')
  const response = await owner.fetch(`/api/conversations/${site.conversationId}`, { method: 'DELETE' })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ deleted: { deployments: 1, files: 1 } })
  expect((await owner.fetch(site.url)).status).toBe(404)
  expect(await listed(owner)).toEqual({ deployments: [], cursor: null })
})

test('a conversation is found in the list by the words of its title and of its messages', async () => {
  const owner = client('searcher')
  await owner.newConversation()
  const site = await deployed(owner, 'Ciabatta')
  const found = () => owner.get<{ conversations: Conversation[] }>('/api/conversations?q=CIABATTA')
  await expect.poll(async () => (await found()).conversations.map(({ id }) => id)).toEqual([site.conversationId])
})

test.each(['/api/deployments?cursor=nonsense', '/api/conversations?cursor=nonsense'])('%s is a 400', async (path) => {
  const response = await client().fetch(path)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'invalid_cursor' } })
})
