import { describe, expect, test } from 'vitest'
import type { Caller } from '../../src/accounts/caller'
import { type Action, admit, can, mayCall, type Thing } from '../../src/accounts/permissions'
import type { Need, Scope } from '../../src/wire/endpoint'

const actions: Action[] = ['view', 'edit', 'own', 'administer']
const needs: Need[] = ['open', 'read', 'chat', 'own', 'person', 'admin']
const things: Record<string, Thing> = { mine: { account: 'ann' }, theirs: { account: 'ben' }, all: 'installation' }

const key = (...scopes: Scope[]): Caller => ({ account: 'ann', byKey: true, scopes })

/** For every caller: what they may do with their own thing, another's and the installation, and what they may call. */
const table: [string, Caller, Record<'mine' | 'theirs' | 'all', string>, string][] = [
  [
    'a person',
    { account: 'ann', byKey: false, scopes: ['read', 'chat'] },
    { mine: 'view edit own', theirs: '', all: '' },
    'open read chat own person',
  ],
  [
    'the operator',
    { account: 'ann', byKey: false, scopes: ['read', 'chat', 'admin'] },
    { mine: 'view edit own', theirs: '', all: 'administer' },
    'open read chat own person admin',
  ],
  ['a key that reads', key('read'), { mine: 'view', theirs: '', all: '' }, 'open read'],
  ['a key that chats', key('chat'), { mine: 'view edit', theirs: '', all: '' }, 'open read chat'],
  ['a key with both', key('read', 'chat'), { mine: 'view edit', theirs: '', all: '' }, 'open read chat'],
  [
    'a key that administers',
    key('admin'),
    { mine: 'view edit own', theirs: '', all: 'administer' },
    'open read chat own admin',
  ],
  ['a key that lost its scopes', key(), { mine: '', theirs: '', all: '' }, 'open'],
  [
    'a caller whom a Worker one release older passed on',
    { account: 'ann' },
    { mine: 'view edit own', theirs: '', all: '' },
    'open read chat own person',
  ],
]

describe.each(table)('%s', (_, caller, allowed, callable) => {
  test.each(Object.entries(allowed))('with what is %s may: %s', (whose, may) => {
    const thing = things[whose] as Thing
    expect(actions.filter((action) => can(caller, action, thing)).join(' ')).toBe(may)
  })

  test('may call what needs', () => {
    expect(needs.filter((need) => mayCall(caller, need)).join(' ')).toBe(callable)
  })
})

test('a foreign thing is not there, for every role and action', () => {
  for (const [, caller] of table) {
    for (const action of actions) {
      expect(() => admit(caller, action, { account: 'ben' })).toThrow('There is no such conversation here.')
    }
  }
})

test('what is one’s own is told to be out of reach, not to be missing', () => {
  expect(() => admit(key('read'), 'edit', { account: 'ann' })).toThrow('needs the scope chat')
  expect(() => admit(key('chat'), 'own', { account: 'ann' })).toThrow('cannot be undone')
  expect(() => admit(key(), 'edit', { account: 'ann' })).toThrow('There is no such conversation here.')
})
