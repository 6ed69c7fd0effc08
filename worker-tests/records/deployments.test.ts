import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import {
  deleteDeploymentRow,
  findDeployment,
  listDeployments,
  putDeployment,
  type StoredDeployment,
} from '../../src/records/deployments'

function deployment(id: string, change: Partial<StoredDeployment> = {}): StoredDeployment {
  const about = { title: 'Bakery', folder: 'output/site', files: 3, sizeBytes: 1234, createdAt: 1000 }
  const hosts = { outsideHosts: ['maps.test'], openHosts: [] }
  return { id, conversationId: 'bakery', slug: `slug-${id}`, ...about, ...hosts, ...change }
}

test('lists the newest first, in exact pages although times tie', async () => {
  const ids = ['p1', 'p2', 'p3', 'p4', 'p5']
  for (const id of ids) await putDeployment(env.DB, 'pager', deployment(id, { createdAt: id === 'p1' ? 2000 : 1000 }))
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listDeployments(env.DB, { account: 'pager', limit: 2, cursor })
    seen.push(...page.deployments.map(({ id }) => id))
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual(['p1', 'p5', 'p4', 'p3', 'p2'])
})

test('lists those of one conversation', async () => {
  await putDeployment(env.DB, 'chooser', deployment('c1', { conversationId: 'one' }))
  await putDeployment(env.DB, 'chooser', deployment('c2', { conversationId: 'two' }))
  const page = await listDeployments(env.DB, { account: 'chooser', conversation: 'two', limit: 10 })
  expect(page).toEqual({ deployments: [deployment('c2', { conversationId: 'two' })], cursor: null })
})

test('another account finds nothing, as if there were nothing', async () => {
  await putDeployment(env.DB, 'owner', deployment('o1'))
  expect(await findDeployment(env.DB, 'owner', 'o1')).toEqual(deployment('o1'))
  expect(await findDeployment(env.DB, 'stranger', 'o1')).toBeUndefined()
  expect(await listDeployments(env.DB, { account: 'stranger', limit: 10 })).toEqual({ deployments: [], cursor: null })
})

test('a repeat adds nothing and changes nothing but the hosts that were opened', async () => {
  await putDeployment(env.DB, 'repeater', deployment('r1'))
  await putDeployment(env.DB, 'repeater', deployment('r1', { title: 'Other' }))
  await putDeployment(env.DB, 'stranger', deployment('r1', { openHosts: ['evil.test'] }))
  const page = await listDeployments(env.DB, { account: 'repeater', limit: 10 })
  expect(page.deployments).toEqual([deployment('r1')])
  await putDeployment(env.DB, 'repeater', deployment('r1', { openHosts: ['maps.test'] }))
  expect(await findDeployment(env.DB, 'repeater', 'r1')).toEqual(deployment('r1', { openHosts: ['maps.test'] }))
})

test('a deleted row is gone, and deleting it again is no failure', async () => {
  await putDeployment(env.DB, 'remover', deployment('gone'))
  await deleteDeploymentRow(env.DB, 'gone')
  await deleteDeploymentRow(env.DB, 'gone')
  expect(await findDeployment(env.DB, 'remover', 'gone')).toBeUndefined()
})

test('a cursor of another list is refused', async () => {
  const cursor = btoa('1.1000.id').replaceAll('=', '')
  const reading = listDeployments(env.DB, { account: 'a', limit: 10, cursor })
  await expect(reading).rejects.toMatchObject({ code: 'invalid_cursor' })
})
