import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { api } from '../../src/wire/api'
import { client } from '../support/client'
import { loggedLines } from '../support/logged'
import { meterOf, sessionOf } from '../support/objects'
import { eventsUntil } from '../support/scripted-model'
import { dumpBucket, dumpDatabase, dumpObject } from './dumps'
import { inForm, tell } from './form'
import { surfacesOf } from './requests/declared'
import { everythingOf } from './tenants/knowledge'

const ACCOUNT = 'secrets-owner'
const owner = client(ACCOUNT)
const TURNS = inForm({ short: 6, long: 60 })

/** Ways of a provider to say a key that it was given: in errors of every status, in mid-stream, and in headers. */
const indiscreet: readonly ((key: string) => Response)[] = [
  (key) => Response.json({ error: { message: `Incorrect API key provided: ${key}.` } }, { status: 401 }),
  (key) => Response.json({ error: { message: 'Quota', key, code: key } }, { status: 429 }),
  (key) => new Response(`<html>Bad gateway for Bearer ${key}</html>`, { status: 502 }),
  (key) => new Response(`data: {"error":{"message":"No such key ${key}"}}\n\n`, { headers: stream }),
  (key) => new Response('data: {not json', { headers: { ...stream, 'x-echo': key } }),
  (key) => new Response(null, { status: 302, headers: { location: `https://elsewhere.test/?key=${key}` } }),
]
const stream = { 'content-type': 'text/event-stream' }

const logged = loggedLines()

test('a provider that tells everyone the key it was given tells nobody', { timeout: 600_000 }, async () => {
  const secrets: string[] = []
  let given = 0
  let answer = indiscreet[0] ?? (() => Response.error())
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const key = secrets.at(-1) ?? ''
    const { headers } = new Request(input as RequestInfo, init as RequestInit)
    if (headers.get('authorization')?.includes(key)) given += 1
    return answer(key)
  })
  const events: string[] = []
  const sessions: string[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const key = `sk-canary-${crypto.randomUUID()}`
    secrets.push(key)
    answer = indiscreet[turn % indiscreet.length] ?? answer
    await save(key, turn)
    const { id } = await owner.newConversation({ 'a.txt': 'x' })
    const turns = `/api/conversations/${id}/turns`
    const { turnId } = await owner.post<{ turnId: string }>(turns, { messageId: 'm', text: 'Hi' })
    events.push(JSON.stringify(await eventsUntil(id, isTold, { account: ACCOUNT })))
    await owner.post(`${turns}/${turnId}/cancellation`)
    sessions.push(await dumpObject(sessionOf(id)))
  }
  expect(given, 'the provider has each key from us').toBeGreaterThanOrEqual(TURNS)
  const places = {
    events: events.join('\n'),
    sessions: sessions.join('\n'),
    meter: await dumpObject(meterOf(ACCOUNT)),
    database: await dumpDatabase(),
    bucket: await dumpBucket(),
    answers: JSON.stringify([...(await everythingOf({ account: ACCOUNT, cookie: '', own: owner }, surfacesOf(api)))]),
    logs: logged().join('\n'),
  }
  expect(places.events).toContain('turn.failed')
  expect(places.sessions).toContain(ACCOUNT)
  expect(places.database).toContain(ACCOUNT)
  const roots = String(env.OKCVM_ROOT_KEY).split('.').slice(1)
  for (const [place, text] of Object.entries(places)) {
    const found = [...secrets, ...secrets.map((each) => each.slice(-20)), ...roots].filter((each) =>
      text.includes(each),
    )
    expect(found, place).toEqual([])
  }
  vi.restoreAllMocks()
  tell(`secrets: ${TURNS} turns with a provider that repeats its key, 0 hits in ${Object.keys(places).join(', ')}`)
})

/** The failure has been said, for good or until the next try. */
const isTold = ({ data }: { data: { type: string } }) => /^(turn\.failed|step\.retrying)$/.test(data.type)

async function save(key: string, turn: number): Promise<void> {
  const setting = { baseUrl: `http://model.test/v${turn}`, model: 'own', key, streaming: turn % 4 !== 3 }
  await owner.fetch('/api/provider-settings/chat', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(setting),
  })
}
