import type { Need, Scope } from '../wire/endpoint'
import type { Caller, IdentifiedCaller } from './caller'

interface Owned {
  account: string
}

const HELD: Record<Scope, readonly Scope[]> = {
  read: ['read'],
  chat: ['read', 'chat'],
  admin: ['read', 'chat', 'admin'],
}

/** What a caller may want with a thing: look, change it, or decide about the whole of it. */
export type Action = 'view' | 'edit' | 'own'

/** Whether a caller may do this with a thing; whether they may call an endpoint that needs this. */
export function can(caller: Caller, action: Action, thing: Owned): boolean
export function can(caller: IdentifiedCaller, action: 'call', need: Need): boolean
export function can(caller: Caller | IdentifiedCaller, action: Action | 'call', thing: Owned | Need): boolean {
  if (typeof thing === 'object') return action !== 'call' && thing.account === caller.account
  return 'scopes' in caller && mayCall(caller, thing)
}

function mayCall({ scopes, byKey }: IdentifiedCaller, need: Need): boolean {
  if (need === 'open') return true
  if (need === 'person') return !byKey
  return holds(scopes, need)
}

/** Whether these scopes hold another one, by name or within a wider one. */
export function holds(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.some((each) => HELD[each].includes(scope))
}
