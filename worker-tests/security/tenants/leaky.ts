import * as z from 'zod/mini'
import { endpoint } from '../../../src/wire/endpoint'
import { ConversationParams } from '../../../src/wire/ids'
import type { Declared } from '../requests/declared'
import type { Tenant } from './account'
import { type Answer, heard, type Send, sendDeployed } from './send'

/** A defect that some Worker might have: what of the fuzz has to find it. */
export interface Fault {
  shows: 'leaks' | 'differences'
  /** An endpoint that somebody added. */
  endpoint?: Declared
  /** What the Worker answers in the place of the right answer. */
  answer(right: Answer, asOwner: () => Promise<Answer>, path: string): Promise<Answer> | Answer
}

const forgotten = endpoint({
  method: 'get',
  path: '/api/leaks/:conversation',
  summary: 'An endpoint whose author forgot to ask who is calling',
  params: ConversationParams,
  reply: z.unknown(),
  errors: ['not_found'],
})

const isForeign = ({ status }: Answer, owned: Answer) => status === 404 && owned.status < 400

export const faults: Record<string, Fault> = {
  'a new endpoint that forgets to ask who is calling': {
    shows: 'leaks',
    endpoint: forgotten,
    answer: (right, asOwner, path) => (path.startsWith('/api/leaks/') ? asOwner() : right),
  },
  'a thing told in a header': {
    shows: 'leaks',
    async answer(right, asOwner) {
      const owned = await asOwner()
      return isForeign(right, owned) ? { ...right, headers: [...right.headers, ['x-owner', owned.body]] } : right
    },
  },
  'another status for what is foreign': {
    shows: 'differences',
    answer: async (right, asOwner) => (isForeign(right, await asOwner()) ? { ...right, status: 403 } : right),
  },
  'another sentence for what is foreign': {
    shows: 'differences',
    answer: async (right, asOwner) =>
      isForeign(right, await asOwner()) ? { ...right, body: right.body.replace('no such', 'not your') } : right,
  },
  'one question more of the database for what is foreign': {
    shows: 'differences',
    answer: async (right, asOwner) =>
      isForeign(right, await asOwner())
        ? { ...right, work: { ...right.work, database: right.work.database + 1 } }
        : right,
  },
}

/** The Worker with a fault: reads alone are given away, so that the next fault finds everything as it was. */
export function leaky({ answer }: Fault, victim: Tenant): Send {
  return async (attack, credentials) => {
    const right = await sendDeployed(attack, credentials)
    const path = attack.path.replace('/api/leaks/', '/api/conversations/')
    const asOwner = async () => {
      if (attack.method !== 'GET' || /\/events|^\/api\/sign-in/.test(path)) return right
      return { ...right, ...(await heard(await victim.own.fetch(path))) }
    }
    return answer(right, asOwner, attack.path)
  }
}
