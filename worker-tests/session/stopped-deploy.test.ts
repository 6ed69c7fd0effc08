import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import type { Turn } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, scriptedModel } from '../support/scripted-model'

const owner = client()
const site = { file_path: 'site/index.html', content: '<title>A</title>' }
const deploy = { call: 'mshtools-deploy_website', input: { type: 'static', local_dir: '/mnt/okcomputer/site' } }

test('a site whose call waits for a restart goes offline with a stop, and the sites that are kept stay', async () => {
  const model = scriptedModel()
  model.script([{ call: 'mshtools-write_file', input: site }], [deploy], [deploy], [{ text: 'Online.' }])
  const { id } = await owner.newConversation()
  const { turnId, cursor } = await owner.post<{ turnId: string; cursor: string }>(`/api/conversations/${id}/turns`, {
    messageId: 'm',
    text: 'Go',
  })
  const events = await eventsUntil(id, 'turn.completed', { after: cursor })
  const [kept, lost] = events
    .filter(({ data }) => data.type === 'deployment.created')
    .map(({ data }) => String(data.url))
  const isOnline = async (url: string | undefined) => (await owner.fetch(String(url))).status === 200
  expect([await isOnline(kept), await isOnline(lost)]).toEqual([true, true])

  const stub = sessionOf(id)
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    // As a crash leaves it right after the second site went online, many restarts later.
    sql.exec(`UPDATE invocations SET stage = 'sent', status = 'running' WHERE step = 3`)
    sql.exec('DELETE FROM steps WHERE step = 4')
    sql.exec('DELETE FROM parts WHERE step = 4')
    sql.exec('DELETE FROM deployments WHERE id NOT IN (SELECT id FROM deployments ORDER BY created_at LIMIT 1)')
    sql.exec(
      `UPDATE turns SET status = 'running', ended_at = NULL, ended_seq = NULL, restarts = 5, resume_at = ?`,
      Date.now() + 30_000,
    )
  })
  await evictDurableObject(stub)
  await owner.post(`/api/conversations/${id}/turns/${turnId}/cancellation`)
  const turn: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  expect(turn.invocations.map(({ status }) => status)).toEqual(['success', 'success', 'stopped'])

  await vi.waitFor(async () => {
    await runDurableObjectAlarm(stub)
    expect(await isOnline(lost)).toBe(false)
  })
  expect(await isOnline(kept)).toBe(true)
  const { objects } = await env.BLOBS.list({ prefix: 'sites/' })
  expect(objects).toHaveLength(2)
})
