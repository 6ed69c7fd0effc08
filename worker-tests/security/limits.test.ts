import { evictDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FileList } from '../../src/wire/files'
import type { AccountUse } from '../../src/wire/usage'
import { type Client, client } from '../support/client'
import { meterOf, sessionOf } from '../support/objects'
import { Random } from '../support/random'
import { scriptedModel } from '../support/scripted-model'
import { inForm, seed, tell } from './form'

const UPLOADS = 500
const ROUNDS = inForm({ short: 2, long: 50 })
const TIMEOUT_MS = ROUNDS * 60_000

const random = new Random(seed)

afterEach(() => vi.restoreAllMocks())

const put = (owner: Client, conversation: string, name: string) =>
  owner.fetch(`/api/conversations/${conversation}/files/${name}`, { method: 'PUT', body: 'x' })

/** A refusal that says what to do, never a failure. */
async function codeOf(response: Response): Promise<string> {
  if (response.ok) return 'taken'
  const { error } = await response.json<{ error: { code: string } }>()
  return error.code
}

function counted(codes: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(codes, (code) => code)].map(([code, all]) => [code, all.length]))
}

describe(`${UPLOADS} uploads at once make exactly 100 files`, { timeout: TIMEOUT_MS }, () => {
  test(`in each of ${ROUNDS} rounds`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owner = client(`uploads-${round}`)
      const { id } = await owner.newConversation()
      const sent = Array.from({ length: UPLOADS }, (_, n) => put(owner, id, `${n}.txt`).then(codeOf))
      expect(counted(await Promise.all(sent))).toEqual({ taken: 100, upload_limit: 400 })
      expect((await owner.get<FileList>(`/api/conversations/${id}/files`)).uploads.count).toBe(100)
      await toldBytes(owner, 100)
    }
    tell(`limits: ${UPLOADS} uploads at once made exactly 100 files in ${ROUNDS} of ${ROUNDS} rounds`)
  })

  test(`in each of ${ROUNDS} rounds that put session and Meter to sleep in between`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const account = `asleep-${round}`
      const owner = client(account)
      const { id } = await owner.newConversation()
      const codes: string[] = []
      for (let from = 0; from < UPLOADS; ) {
        const to = Math.min(UPLOADS, from + random.between(1, 120))
        const wave = Array.from({ length: to - from }, (_, n) => put(owner, id, `${from + n}.txt`).then(codeOf))
        codes.push(...(await Promise.all(wave)))
        await evictDurableObject(sessionOf(id))
        await evictDurableObject(meterOf(account))
        from = to
      }
      expect(counted(codes)).toEqual({ taken: 100, upload_limit: 400 })
      await toldBytes(owner, 100)
    }
    tell(`limits: the same across evictions in ${ROUNDS} of ${ROUNDS} rounds`)
  })
})

test('500 messages at once never run more turns than may', { timeout: TIMEOUT_MS }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const model = scriptedModel()
    const hold = Promise.withResolvers<void>()
    model.script(...Array.from({ length: 40 }, () => [{ until: hold.promise }, { text: 'Yes.' }]))
    const owner = client(`turns-${round}`)
    const conversations = await Promise.all(Array.from({ length: 50 }, () => owner.newConversation()))
    const sent = conversations.flatMap(({ id }) =>
      Array.from({ length: 10 }, () =>
        owner
          .fetch(`/api/conversations/${id}/turns`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ messageId: crypto.randomUUID(), text: 'Go' }),
          })
          .then(codeOf),
      ),
    )
    expect(counted(await Promise.all(sent))).toEqual({ taken: 20, limit_reached: 480 })
    hold.resolve()
    await vi.waitFor(async () => expect((await usage(owner)).turnsAtOnce.used).toBe(0), { timeout: 20_000 })
  }
  tell(`limits: 500 messages at once ran exactly 20 turns in ${ROUNDS} of ${ROUNDS} rounds`)
})

function usage(owner: Client): Promise<AccountUse> {
  return owner.get('/api/usage')
}

async function toldBytes(owner: Client, bytes: number): Promise<void> {
  await vi.waitFor(async () => expect((await usage(owner)).storageBytes.used).toBe(bytes), { timeout: 10_000 })
}
