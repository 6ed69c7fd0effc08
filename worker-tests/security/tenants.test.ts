import { beforeAll, describe, expect, test, vi } from 'vitest'
import { api } from '../../src/wire/api'
import { Random } from '../support/random'
import { scriptedModel } from '../support/scripted-model'
import { inForm, seed, tell } from './form'
import { type Declared, surfacesOf } from './requests/declared'
import { type Tenant, tenant } from './tenants/account'
import { type Canaries, canaries, fillStores } from './tenants/canaries'
import { type Battle, fuzz, type Outcome } from './tenants/fuzz'
import { everythingOf, Knowledge } from './tenants/knowledge'
import { type Fault, faults, leaky } from './tenants/leaky'
import { sendDeployed } from './tenants/send'
import { stranger } from './tenants/stranger'

const REQUESTS = inForm({ short: 1000, long: 100_000 })
/** Each fault is met long before. */
const MUTANT_REQUESTS = 1000

const surfaces = surfacesOf(api)
let ann: Tenant
let theirs: Knowledge
let canary: Canaries
/** What the models of strangers were asked. */
let asked: string

beforeAll(async () => {
  const model = scriptedModel()
  ann = await tenant('ann')
  canary = canaries()
  // Of one conversation the stranger knows every id, of another none.
  await fillStores(ann, model, canary)
  const hidden = new Knowledge()
  await everythingOf(ann, surfaces, hidden)
  await fillStores(ann, model, canary)
  theirs = new Knowledge()
  await everythingOf(ann, surfaces, theirs)
  const common = new Knowledge()
  await everythingOf(await tenant('cid'), surfaces, common)
  theirs.forget([...hidden.ids, ...common.ids])
  hidden.forget(common.ids)
  canary.all.push(ann.account, ann.cookie, ...hidden.ids)
  asked = ''
  // From here on whoever calls a model is a stranger.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    asked += String(init?.body)
    return Response.json({ error: { message: 'No.' } }, { status: 400 })
  })
})

async function battle(changes: Partial<Battle> = {}): Promise<Outcome> {
  return fuzz({
    surfaces,
    random: new Random(seed),
    send: sendDeployed,
    victim: ann,
    theirs,
    secrets: canary.all,
    stranger: await stranger(surfaces),
    requests: REQUESTS,
    ...changes,
  })
}

test('nothing of an account is told to another, and nothing of it is changed', { timeout: 3_600_000 }, async () => {
  const before = await everythingOf(ann, surfaces)
  expect(JSON.stringify([...before])).toContain(canary.all[0])

  const outcome = await battle()

  const statuses = [...outcome.statuses].sort().map(([status, count]) => `${count} of ${status}`)
  tell(
    `tenant fuzz: ${outcome.requests} requests under seed ${seed}, ${outcome.leaks.length} leaks, ${statuses.join(', ')}`,
  )
  tell(`tenant fuzz: a foreign thing takes ${ratioOf(outcome).toFixed(2)} times what a missing one takes (median)`)
  expect(outcome.leaks).toEqual([])
  expect(outcome.differences).toEqual([])
  expect([...outcome.operations].sort()).toEqual(Object.keys(api).sort())
  expect(canary.all.filter((secret) => asked.includes(secret))).toEqual([])
  expect([...(await everythingOf(ann, surfaces))]).toEqual([...before])
})

describe('the fuzz would find', () => {
  test.each(Object.entries(faults))('%s', { timeout: 60_000 }, async (_, fault: Fault) => {
    const extra: Record<string, Declared> = fault.endpoint ? { leak: fault.endpoint } : {}
    const outcome = await battle({
      surfaces: surfacesOf({ ...api, ...extra }),
      send: leaky(fault, ann),
      requests: MUTANT_REQUESTS,
      isEnough: (found) => found[fault.shows].length > 0,
    })
    expect(outcome[fault.shows].length, fault.shows).toBeGreaterThan(0)
  })
})

function ratioOf({ pairs }: Outcome): number {
  const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  return median(pairs.map(({ foreignMs }) => foreignMs)) / median(pairs.map(({ missingMs }) => missingMs))
}
