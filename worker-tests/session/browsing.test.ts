import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test } from 'vitest'
import { Crawler } from '../../src/sandbox/browser/crawler'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { answerOfShop, HOST, SITE } from '../sandbox/browser/local-site'
import { browsing } from '../support/browsing'
import { client } from '../support/client'
import { type Internet, internet } from '../support/internet'
import { sessionOf } from '../support/objects'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
let world: Internet
beforeEach(() => {
  world = internet({ [HOST]: { answer: answerOfShop } })
  model = scriptedModel(world.answer)
})

const login = { citation_id: 1, url: `${SITE}/login` }

async function turn(conversation: string, calls: [tool: string, input: object][]): Promise<Turn['invocations']> {
  model.script(...calls.map(([tool, input]) => [{ call: `mshtools-browser_${tool}`, input }]), [{ text: 'Done.' }])
  const home = `/api/conversations/${conversation}`
  const message = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, message)
  await eventsUntil(conversation, 'turn.completed', { after: cursor })
  return (await owner.get<Turn>(`${home}/turns/${turnId}`)).invocations
}

const rowsOf = (conversation: string, table: string) =>
  runInDurableObject(sessionOf(conversation), (_, { storage: { sql } }) =>
    sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one(),
  )

test('a half-filled form and a signed-in session outlive the object', async () => {
  const { id } = await owner.newConversation()
  await turn(id, [
    ['visit', login],
    ['input', { ...login, element_index: 1, content: 'ada' }],
  ])
  await abortAllDurableObjects()
  const filled = await turn(id, [
    ['input', { ...login, element_index: 2, content: 'open sesame' }],
    ['click', { ...login, element_index: 3 }],
  ])
  expect(filled.map(({ effect, status }) => [effect, status])).toEqual([
    ['none', 'success'],
    ['outside', 'success'],
  ])
  expect(filled[1]?.output).toContain('Welcome back, Ada.')
  await abortAllDurableObjects()
  const [visit, state] = await turn(id, [
    ['visit', { citation_id: 2, url: `${SITE}/account` }],
    ['state', {}],
  ])
  expect(visit?.output).toContain('Welcome back, Ada.')
  expect(state?.output).toContain(`1. Account\n   ${SITE}/account`)
})

test('a call that fails leaves the page as it was', async () => {
  const { id } = await owner.newConversation()
  const [, failed, state] = await turn(id, [
    ['visit', login],
    ['visit', { citation_id: 1, url: `${SITE}/to-private` }],
    ['state', {}],
  ])
  expect(failed).toMatchObject({ status: 'error', output: expect.stringContaining('is refused') })
  expect(state?.output).toContain(login.url)
})

test('a page of megabytes is kept in small rows', async () => {
  const words = Array.from(
    { length: 90_000 },
    (_, at) => `<p>${(at * 7919).toString(36)} ${(at ** 3).toString(36)}`,
  ).join('')
  world = internet({ 'big.test': { answer: () => new Response(words, { headers: { 'content-type': 'text/html' } }) } })
  model = scriptedModel(world.answer)
  const { id } = await owner.newConversation()
  await turn(id, [['visit', { citation_id: 1, url: 'https://big.test/' }]])
  const [found] = await turn(id, [
    ['find', { citation_id: 1, url: 'https://big.test/', keyword: (70_000 ** 3).toString(36) }],
  ])
  expect(found?.output).toContain('stands 1 times')
  expect((await rowsOf(id, 'page_pieces')).n).toBeGreaterThan(3)
  const stub = sessionOf(id)
  const longest = await runInDurableObject(stub, (_, { storage: { sql } }) =>
    sql.exec<{ n: number }>('SELECT max(length(bytes)) AS n FROM page_pieces').one(),
  )
  expect(longest.n).toBeLessThan(100_000)
})

test('a turn that does not browse writes no row of it', async () => {
  const { id } = await owner.newConversation()
  await turn(id, [['state', {}]])
  for (const table of ['pages', 'page_pieces', 'cookies']) expect((await rowsOf(id, table)).n, table).toBe(0)
})

test('beyond 50 pages those are closed that nobody looked at for longest', () =>
  browsing(
    (place) => new Crawler(place),
    { 'many.test': {} },
    async ({ call, place: { sql } }) => {
      const visit = (citation_id: number) => call('visit', { citation_id, url: `https://many.test/${citation_id}` })
      for (let citation = 1; citation <= 50; citation++) await visit(citation)
      await call('find', { citation_id: 1, url: 'https://many.test/1', keyword: 'Hello' })
      await visit(51)
      await visit(52)
      const open = sql.exec<{ citation_id: number }>('SELECT citation_id FROM pages ORDER BY citation_id').toArray()
      expect(open.map(({ citation_id }) => citation_id).slice(0, 3)).toEqual([1, 4, 5])
      expect(sql.exec('SELECT DISTINCT citation_id FROM page_pieces').toArray()).toHaveLength(50)
    },
  ))
