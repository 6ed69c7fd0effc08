import type { Scope } from '../wire/endpoint'

/** Who makes this request, as far as it decides what they may. Sessions check it in every call. */
export interface Caller {
  account: string
  /** An API key stands for the person. A Worker one release older does not tell. */
  byKey?: boolean
  /** What a key may do. A Worker one release older does not tell. */
  scopes?: readonly Scope[]
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

/** A caller on a request to a session, which is no method call. A session one release older reads the account alone. */
export function callerHeaders({ account, byKey, scopes }: Caller): Record<string, string> {
  return { 'x-okc-account': account, 'x-okc-caller': JSON.stringify({ account, byKey, scopes }) }
}

/** Only for what the Worker itself wrote into a request of its own. */
export function callerFrom(headers: Headers): Caller {
  const told = headers.get('x-okc-caller')
  return told === null ? { account: headers.get('x-okc-account') ?? '' } : JSON.parse(told)
}
