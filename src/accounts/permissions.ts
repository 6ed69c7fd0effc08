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

/** Whether a caller owns a thing and so may use it; whether they may call an endpoint that needs this. */
export function can(caller: Caller, action: 'use', thing: Owned): boolean
export function can(caller: IdentifiedCaller, action: 'call', need: Need): boolean
export function can(caller: Caller | IdentifiedCaller, action: 'use' | 'call', thing: Owned | Need): boolean {
  if (typeof thing === 'object') return action === 'use' && thing.account === caller.account
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
