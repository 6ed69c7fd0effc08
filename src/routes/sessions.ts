import type { Env } from '../env'
import { type Answer, replyOf } from '../errors'

type Session = Env['SESSIONS'] extends DurableObjectNamespace<infer S> ? S : never

/** A session from outside: every method answers a promise. workers-types has no such type for values of type unknown. */
type Remote<T> = {
  [K in keyof T]: T[K] extends (...given: infer Given) => infer Reply
    ? (...given: Given) => Promise<Awaited<Reply>>
    : never
}

export type SessionStub = Omit<Remote<Session>, 'ask' | 'fetch'> & Pick<Fetcher, 'fetch'>

/** A session as the platform gives it: its methods can be called by name, so that expected failures come as values. */
type Remotely = Pick<Fetcher, 'fetch'> & {
  ask(method: string, given: unknown[]): Promise<Answer<unknown>>
  [method: string]: (...given: never[]) => Promise<unknown>
}

export interface Sessions {
  of(conversation: string): SessionStub
}

/** The door to conversations: one Durable Object each, found by the conversation's id. */
export function sessionsOf({ SESSIONS }: Env): Sessions {
  return { of: (conversation) => stubOf(SESSIONS.get(SESSIONS.idFromName(conversation)) as unknown as Remotely) }
}

/** Every method of the session, and its expected failures thrown again on this side, where nobody logs them. */
export function stubOf(session: Remotely): SessionStub {
  const methods: ProxyHandler<Remotely> = {
    get(_, name) {
      if (name === 'fetch') return (...given: Parameters<Fetcher['fetch']>) => session.fetch(...given)
      // A stub may be awaited, and is no promise.
      if (typeof name === 'symbol' || name === 'then') return undefined
      return (...given: never[]) => ask(session, name, given)
    },
  }
  return new Proxy(session, methods) as unknown as SessionStub
}

async function ask(session: Remotely, method: string, given: never[]): Promise<unknown> {
  try {
    return replyOf(await session.ask(method, given))
  } catch (error) {
    // A session one release older has only the methods themselves, which throw.
    if (error instanceof TypeError && /does not implement (the method )?"ask/.test(error.message))
      return session[method]?.(...given)
    throw error
  }
}
