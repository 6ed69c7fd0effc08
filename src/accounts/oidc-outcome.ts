import type { Config } from '../env'
import type { Person } from './caller'

export type OidcSettings = NonNullable<Config['signIn']['oidc']>

/** `refused`: the issuer vouches for them, and the operator's list does not name them. */
export type OidcOutcome = { person: Person; to: string } | { problem: 'failed' | 'refused'; cause: unknown }

/** A place in the console; anything else, another site above all, is its first page. */
export function consolePath(to: string | undefined): string {
  return to !== undefined && /^\/(settings|c\/[A-Za-z0-9_-]{1,64})$/.test(to) ? to : '/'
}
