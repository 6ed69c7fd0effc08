import { AppError, notFound } from '../errors'
import type { Need, Scope } from '../wire/endpoint'
import type { Caller } from './caller'

/** What somebody is to a thing. */
export type Role = 'viewer' | 'editor' | 'owner' | 'admin'

/** What they may want with it: look, change what is in it, decide about the whole of it; run the installation. */
export type Action = 'view' | 'edit' | 'own' | 'administer'

/** A conversation with all that is in it, or an account itself. */
export interface Owned {
  account: string
}

/** The installation is everyone's; what the operator does to it reads nobody's things. */
export type Thing = Owned | 'installation'

const ALLOWED: Record<Role, readonly Action[]> = {
  viewer: ['view'],
  editor: ['view', 'edit'],
  owner: ['view', 'edit', 'own'],
  admin: ['administer'],
}

export function can(caller: Caller, action: Action, thing: Thing): boolean {
  const role = roleTo(thing, caller)
  return role !== undefined && ALLOWED[role].includes(action)
}

/** Throws not_found where a caller may not even look, as if nothing were there; forbidden_scope where only this is too much. */
export function admit(caller: Caller, action: Action, thing: Owned): void {
  if (!can(caller, 'view', thing)) throw notFound()
  if (!can(caller, action, thing)) throw forbidden(action)
}

/** Whether a caller may call an endpoint at all, before anyone asks with which thing: their account is their own. */
export function mayCall(caller: Caller, need: Need): boolean {
  if (need === 'open') return true
  if (need === 'person') return caller.byKey !== true
  const action = ACTION_OF[need]
  return can(caller, action, action === 'administer' ? 'installation' : caller)
}

export const ACTION_OF: Record<Exclude<Need, 'open' | 'person'>, Action> = {
  read: 'view',
  chat: 'edit',
  own: 'own',
  admin: 'administer',
}

const FORBIDDEN: Record<Action, string> = {
  view: 'This needs the scope read. Use a key that has it, or ask the operator.',
  edit: 'This needs the scope chat. Use a key that has it, or ask the operator.',
  own: 'This cannot be undone, so it needs you or a key with the scope admin. Sign in to the console and do it there.',
  administer: 'This needs the scope admin. Use a key that has it, or ask the operator.',
}

export function forbidden(action: Action): AppError {
  return new AppError('forbidden_scope', FORBIDDEN[action])
}

/** What a key does for a person must not be what they decide themselves. Throws forbidden_scope. */
export function requirePerson({ byKey }: Caller): void {
  if (byKey) throw forbiddenToKeys()
}

export function forbiddenToKeys(): AppError {
  return new AppError('forbidden_scope', 'This takes a person, not an API key. Sign in to the console and do it there.')
}

/** The only place that knows what somebody is to a thing. Members of a conversation will be found here. */
function roleTo(thing: Thing, caller: Caller): Role | undefined {
  if (thing === 'installation') return holds(caller.scopes ?? [], 'admin') ? 'admin' : undefined
  return thing.account === caller.account ? roleAtHome(caller) : undefined
}

/** Of the person, or of the key that acts for them, to what is their own. */
function roleAtHome({ byKey, scopes }: Caller): Role | undefined {
  // A Worker one release older tells the account alone; its routes have checked the rest.
  if (!byKey || !scopes || holds(scopes, 'admin')) return 'owner'
  if (holds(scopes, 'chat')) return 'editor'
  return holds(scopes, 'read') ? 'viewer' : undefined
}

const HELD: Record<Scope, readonly Scope[]> = {
  read: ['read'],
  chat: ['read', 'chat'],
  admin: ['read', 'chat', 'admin'],
}

/** Whether these scopes hold another one, by name or within a wider one. */
export function holds(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.some((each) => HELD[each].includes(scope))
}
