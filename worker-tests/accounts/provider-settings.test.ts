import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { modelFailure } from '../../src/models/failure'
import { AccountModels } from '../../src/session/account-models'
import type { ProviderSetting } from '../../src/wire/provider-settings'
import type { Model } from '../../src/wire/system'
import type { Turn } from '../../src/wire/turns'
import { type Client, client } from '../support/client'
import { sessionOf } from '../support/objects'
import { refusalOf } from '../support/raw-request'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

const OWN = 'http://model.test/own/v1'
const KEY = 'sk-own-canary-0123456789'

let provider: ScriptedModel
beforeEach(() => {
  provider = scriptedModel()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const put = (by: Client, kind: string, body: object) =>
  by.fetch(`/api/provider-settings/${kind}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function save(by: Client, kind: string, body: object): Promise<ProviderSetting> {
  const response = await put(by, kind, body)
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}

async function ofKind(by: Client, kind: string): Promise<ProviderSetting | undefined> {
  const { settings } = await by.get<{ settings: ProviderSetting[] }>('/api/provider-settings')
  return settings.find((setting) => setting.kind === kind)
}

const chat = { baseUrl: OWN, model: 'own-model', key: KEY }

describe('a turn', () => {
  async function turn(by: Client, account: string, id: string): Promise<Turn> {
    const { turnId } = await by.post<{ turnId: string }>(`/api/conversations/${id}/turns`, {
      messageId: `m_${crypto.randomUUID()}`,
      text: 'Hi',
    })
    await eventsUntil(id, ({ data }) => /^turn\.(completed|failed)$/.test(data.type) && data.turnId === turnId, {
      account,
    })
    return by.get(`/api/conversations/${id}/turns/${turnId}`)
  }

  test('asks the account’s own provider with its key, and a neighbour’s asks the operator’s', async () => {
    const [ann, ben] = [client('settings-ann'), client('settings-ben')]
    await save(ann, 'chat', chat)
    provider.script([{ text: 'One.' }], [{ text: 'Two.' }])

    const hers = await ann.newConversation()
    expect(hers.model).toBe('own-model')
    expect((await turn(ann, 'settings-ann', hers.id)).status).toBe('completed')
    const his = await ben.newConversation()
    expect(his.model).toBe('scripted')
    await turn(ben, 'settings-ben', his.id)

    expect(provider.asks.map(({ url, body, headers }) => [url, body.model, headers.get('authorization')])).toEqual([
      [`${OWN}/chat/completions`, 'own-model', `Bearer ${KEY}`],
      ['http://model.test/v1/chat/completions', 'scripted', null],
    ])
  })

  test('of an older conversation goes on by the settings of its moment', async () => {
    const ann = client('settings-later')
    const { id } = await ann.newConversation()
    provider.script([{ text: 'One.' }], [{ text: 'Two.' }], [{ text: 'Three.' }])
    await turn(ann, 'settings-later', id)
    await save(ann, 'chat', chat)
    await turn(ann, 'settings-later', id)
    await ann.patch(`/api/conversations/${id}`, { model: 'own-model' })
    await turn(ann, 'settings-later', id)
    await ann.delete('/api/provider-settings/chat')
    provider.script([{ text: 'Four.' }])
    expect((await turn(ann, 'settings-later', id)).model).toBe('scripted')
    expect(provider.asks.map(({ body }) => body.model)).toEqual(['scripted', 'scripted', 'own-model', 'scripted'])
  })

  test('whose key is replaced while a step runs asks with the new one from the next step on', async () => {
    const ann = client('settings-midway')
    await save(ann, 'chat', chat)
    const saved = Promise.withResolvers<void>()
    const call = { call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'hello' } }
    provider.script([{ text: 'First.' }, { until: saved.promise }, call], [{ text: 'Done.' }])
    const { id } = await ann.newConversation()
    const ending = turn(ann, 'settings-midway', id)
    await vi.waitFor(() => expect(provider.asks).toHaveLength(1))
    await save(ann, 'chat', { ...chat, key: 'sk-replaced-0123456789' })
    saved.resolve()
    expect((await ending).status).toBe('completed')
    const keys = provider.asks.map(({ headers }) => headers.get('authorization'))
    expect(keys).toEqual([`Bearer ${KEY}`, 'Bearer sk-replaced-0123456789'])
  })

  test('without streaming asks for one piece, and tells it all the same', async () => {
    const ann = client('settings-whole')
    await save(ann, 'chat', { ...chat, streaming: false })
    provider.script({
      status: 200,
      body: { id: '1', model: 'own-1', choices: [{ index: 0, message: { content: 'Whole.' }, finish_reason: 'stop' }] },
    })
    const { id } = await ann.newConversation()
    expect((await turn(ann, 'settings-whole', id)).status).toBe('completed')
    expect(provider.asks[0]?.body).not.toHaveProperty('stream')
    expect(JSON.stringify(await ann.get(`/api/conversations/${id}/messages`))).toContain('Whole.')
  })

  test('whose provider repeats the key fails with a sentence that does not', async () => {
    const ann = client('settings-loud')
    await save(ann, 'chat', chat)
    provider.script({ status: 401, body: { error: { message: `No such key: ${KEY}` } } })
    const { id } = await ann.newConversation()
    const { status, error } = await turn(ann, 'settings-loud', id)
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'model_auth' })
    expect(error?.message).toContain('No such key: [key]')
  })

  test('leaves its key in no event, row or object', async () => {
    const ann = client('settings-clean')
    await save(ann, 'chat', chat)
    provider.script(
      [{ call: 'mshtools-write_file', input: { file_path: 'a.txt', content: 'hello' } }],
      [{ chunk: { error: { message: `Overloaded: ${KEY}`, code: 400, type: 'invalid_request_error' } } }],
    )
    const { id } = await ann.newConversation()
    const { status } = await turn(ann, 'settings-clean', id)
    expect(status).toBe('failed')
    const kept = [await rowsOfSession(id), await rowsOfD1(), await objects(), await told(ann, id)]
    for (const [text, marker] of kept.map(
      (each, at) => [each, ['[key]', 'v1.test.', '', '[key]'][at] ?? ''] as const,
    )) {
      expect(text).toContain(marker)
      expect(text).not.toContain(KEY)
    }
  })

  test('whose key cannot be opened any more says what to do', async () => {
    const ann = client('settings-lost')
    await save(ann, 'chat', chat)
    await env.DB.prepare("UPDATE provider_settings SET base_url = ? WHERE account = 'settings-lost'")
      .bind('http://model.test/thief/v1')
      .run()
    const { id } = await ann.newConversation()
    const { error } = await turn(ann, 'settings-lost', id)
    expect(error).toMatchObject({ code: 'key_unreadable', message: expect.stringContaining('Enter it again') })
    expect(provider.asks).toEqual([])
  })
})

function rowsOfSession(id: string): Promise<string> {
  return runInDurableObject(sessionOf(id), (_, { storage: { sql } }) => {
    const tables = sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray()
    const ours = tables.filter(({ name }) => !name.startsWith('_cf'))
    return JSON.stringify(ours.map(({ name }) => sql.exec(`SELECT * FROM "${name}"`).toArray()))
  })
}

async function rowsOfD1(): Promise<string> {
  const { results } = await env.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{
    name: string
  }>()
  const ours = results.filter(({ name }) => !name.startsWith('_cf'))
  const rows = ours.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`).all())
  return JSON.stringify((await Promise.all(rows)).map((each) => each.results))
}

async function objects(): Promise<string> {
  const { objects: found } = await env.BLOBS.list()
  const texts = found.map(({ key }) => env.BLOBS.get(key).then((object) => object?.text()))
  return JSON.stringify(await Promise.all(texts))
}

async function told(by: Client, id: string): Promise<string> {
  const events = await eventsUntil(id, 'turn.failed', { account: 'settings-clean' })
  return JSON.stringify([events, await by.get(`/api/conversations/${id}/messages`), await by.get('/api/models')])
}

test('a message is taken also where D1 fails, and its call is worth another try', async () => {
  const broken = new Proxy(env.DB, {
    get: () => () => {
      throw new Error('D1 is away.')
    },
  })
  vi.spyOn(console, 'error').mockReturnValue()
  const models = new AccountModels({ ...env, DB: broken })
  expect((await models.choose('ann', 'own-model')).id).toBe('own-model')
  expect((await models.choose('ann', '')).id).toBe('scripted')
  const refused = await models.forCall('ann', 'own-model').catch(modelFailure)
  expect(refused).toMatchObject({ code: 'model_failed', retryable: true })
})

describe('the settings', () => {
  test('show a key as present and by its last four, and what the operator set by name alone', async () => {
    const ann = client('settings-shown')
    expect(await ofKind(ann, 'chat')).toEqual({
      kind: 'chat',
      own: null,
      operator: { service: null, model: 'scripted' },
    })
    const saved = await save(ann, 'chat', chat)
    expect(saved.own).toMatchObject({ baseUrl: OWN, model: 'own-model', streaming: true })
    expect(saved.own?.key).toEqual({ present: true, lastFour: '6789' })
    expect(await ofKind(ann, 'chat')).toEqual(saved)
    const short = await save(ann, 'chat', { ...chat, key: 'short' })
    expect(short.own?.key).toEqual({ present: true, lastFour: null })
    expect(await ofKind(client('settings-other'), 'chat')).toMatchObject({ own: null })
  })

  test('name the account’s model first, then the operator’s', async () => {
    const ann = client('settings-models')
    await save(ann, 'chat', chat)
    const { models } = await ann.get<{ models: Model[] }>('/api/models')
    expect(models.map(({ id, default: first }) => [id, first])).toEqual([
      ['own-model', true],
      ['scripted', false],
    ])
    await save(ann, 'chat', { ...chat, model: 'scripted' })
    expect((await ann.get<{ models: Model[] }>('/api/models')).models).toHaveLength(1)
  })

  test.each([
    ['the same address', OWN, true],
    ['the same address, written another way', 'http://MODEL.test/own/v1/', true],
    ['the same path with another query', `${OWN}?to=https://thief.test`, false],
    ['another path', 'http://model.test/other/v1', false],
    ['another origin', 'http://other.test/own/v1', false],
  ])('that change to %s keep the key: %s %s', async (_, baseUrl, kept) => {
    const ann = client('settings-moves')
    await save(ann, 'chat', chat)
    const { own } = await save(ann, 'chat', { baseUrl, model: 'own-model' })
    expect(own?.key.present).toBe(kept)
    const again = await save(ann, 'chat', { baseUrl: 'http://third.test/v1', model: 'own-model', key: 'another-key' })
    expect(again.own?.key.present).toBe(true)
  })

  test('forget the key where they are told to, and everything where they are deleted', async () => {
    const ann = client('settings-forgets')
    await save(ann, 'chat', chat)
    expect((await save(ann, 'chat', { ...chat, key: null })).own?.key).toEqual({ present: false, lastFour: null })
    await save(ann, 'chat', chat)
    expect(await ann.delete('/api/provider-settings/chat')).toMatchObject({ own: null })
    expect((await save(ann, 'chat', { baseUrl: OWN, model: 'own-model' })).own?.key.present).toBe(false)
  })

  test.each([
    ['chat', { ...chat, extra: 1 }],
    ['chat', { model: 'm' }],
    ['chat', { baseUrl: OWN }],
    ['chat', { ...chat, baseUrl: 'ftp://model.test' }],
    ['chat', { ...chat, baseUrl: 'model.test/v1' }],
    ['chat', { ...chat, baseUrl: 'https://user:pass@model.test/v1' }],
    ['chat', { ...chat, baseUrl: '' }],
    ['chat', { ...chat, key: 'has a space' }],
    ['chat', { ...chat, key: 'line\nbreak' }],
    ['chat', { ...chat, key: '' }],
    ['chat', { ...chat, key: 'k'.repeat(2001) }],
    ['chat', { ...chat, service: 'brave' }],
    ['chat', { ...chat, streaming: 'yes' }],
    ['search', { model: 'm', service: 'brave' }],
    ['search', {}],
    ['search', { service: 'altavista' }],
    ['search', { service: 'searxng' }],
    ['telepathy', chat],
  ])('of %s refuse %j', async (kind, body) => {
    const ann = client('settings-refused')
    expect(await refusalOf(await put(ann, kind, body))).toMatchObject({ status: 400, code: 'bad_request' })
    expect(await ofKind(ann, 'chat')).toMatchObject({ own: null })
  })

  test('of a search need no address where the service has one', async () => {
    const ann = client('settings-search')
    const { own } = await save(ann, 'search', { service: 'brave', key: KEY })
    expect(own).toMatchObject({ service: 'brave', baseUrl: null, model: null, key: { present: true } })
    const moved = await save(ann, 'search', { service: 'tavily' })
    expect(moved.own?.key.present).toBe(false)
  })
})
