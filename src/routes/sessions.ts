import type { Env } from '../env'

/** The door to conversations: one Durable Object each, found by the conversation's id. */
export function sessionsOf(env: Env) {
  return { of: (conversation: string) => env.SESSIONS.get(env.SESSIONS.idFromName(conversation)) }
}

export type Sessions = ReturnType<typeof sessionsOf>
export type SessionStub = ReturnType<Sessions['of']>
