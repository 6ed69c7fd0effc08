import type { Scope } from '../wire/endpoint'

/** Who makes this request. Sessions check it in every call. */
export interface Caller {
  account: string
}

/** How a person came in. */
export type Door = 'access' | 'oidc' | 'passphrase' | 'open'

/** A person as the door told them: what the operator's lists are compared with. */
export interface Person {
  via: Door
  subject: string
  /** Only one that the door vouches for. */
  email: string | null
}

/** A caller as far as the routes know them. */
export interface IdentifiedCaller extends Caller {
  /** The person, also behind an API key. */
  person: Person
  byKey: boolean
  scopes: readonly Scope[]
}
