import { env } from 'cloudflare:workers'
import type { Env } from '../../../src/env'

/** Calls that left the Worker while one request was answered. */
export interface Work {
  database: number
  sessions: number
  bucket: number
}

/** The bindings again, counting who is asked: what a stopwatch of an attacker would measure, without its noise. */
export function countedEnv(settings: Partial<Env>): { bindings: Env; work: Work } {
  const work: Work = { database: 0, sessions: 0, bucket: 0 }
  const dressed = (made: unknown, method: PropertyKey) =>
    method === 'get' && isObject(made) ? watched(made, () => (work.sessions += 1)) : made
  const bindings: Env = {
    ...env,
    ...settings,
    DB: watched(env.DB, () => (work.database += 1)),
    BLOBS: watched(env.BLOBS, () => (work.bucket += 1)),
    SESSIONS: watched(env.SESSIONS, () => undefined, dressed),
  }
  return { bindings, work }
}

function watched<T extends object>(
  target: T,
  onCall: () => unknown,
  dress: (result: unknown, method: PropertyKey) => unknown = (same) => same,
): T {
  return new Proxy(target, {
    get(from, key) {
      const value: unknown = Reflect.get(from, key)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        onCall()
        return dress(Reflect.apply(value, from, given), key)
      }
    },
  })
}

function isObject(value: unknown): value is object {
  // A session's stub passes for a function.
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
