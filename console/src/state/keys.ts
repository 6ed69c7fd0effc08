import { createModel, signal } from '@preact/signals'
import { type ApiKey, createKey, listKeys, revokeKey } from '../../../src/wire/keys'
import { call } from '../api'

/** The widest scope of a new key; a wider one holds the narrower. */
export type Reach = ApiKey['scopes'][number]

const DAY_MS = 24 * 60 * 60_000

/** The API keys of whoever is signed in, and the form for a new one. */
export const Keys = createModel(() => {
  const keys = signal<ApiKey[] | undefined>(undefined)
  const problem = signal<unknown>(undefined)
  const name = signal('')
  const reach = signal<Reach>('chat')
  /** Until a new key expires; undefined is never. */
  const days = signal<number | undefined>(90)
  const isMaking = signal(false)
  const makingProblem = signal<unknown>(undefined)
  /** Shown until the person has put it away; the server never tells it again. */
  const secret = signal<string | undefined>(undefined)

  async function load() {
    problem.value = undefined
    try {
      keys.value = (await call(listKeys, {})).keys
    } catch (error) {
      problem.value = error
    }
  }

  async function make() {
    if (isMaking.peek()) return
    isMaking.value = true
    makingProblem.value = undefined
    const lasts = days.peek()
    const expiresAt = lasts === undefined ? null : Date.now() + lasts * DAY_MS
    try {
      const made = await call(createKey, { body: { name: name.peek(), scopes: [reach.peek()], expiresAt } })
      secret.value = made.secret
      keys.value = [made.key, ...(keys.peek() ?? [])]
      name.value = ''
    } catch (error) {
      makingProblem.value = error
    }
    isMaking.value = false
  }

  async function revoke(id: string) {
    await call(revokeKey, { params: { key: id } })
    keys.value = keys.peek()?.filter((key) => key.id !== id)
  }

  return { keys, problem, name, reach, days, isMaking, makingProblem, secret, load, make, revoke }
})
