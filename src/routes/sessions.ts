import type { Env } from '../env'

type Session = Env['SESSIONS'] extends DurableObjectNamespace<infer S> ? S : never

/** A session from outside: every method answers a promise. workers-types has no such type for values of type unknown. */
type Remote<T> = {
  [K in keyof T]: T[K] extends (...given: infer Given) => infer Reply
    ? (...given: Given) => Promise<Awaited<Reply>>
    : never
}

export type SessionStub = Omit<Remote<Session>, 'fetch'> & Pick<Fetcher, 'fetch'>

export interface Sessions {
  of(conversation: string): SessionStub
}

/** The door to conversations: one Durable Object each, found by the conversation's id. */
export function sessionsOf({ SESSIONS }: Env): Sessions {
  return { of: (conversation) => SESSIONS.get(SESSIONS.idFromName(conversation)) as unknown as SessionStub }
}
