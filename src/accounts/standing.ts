import type { Config } from '../env'
import type { Scope } from '../wire/endpoint'
import type { Person } from './caller'

const EVERYTHING = ['read', 'chat', 'admin'] as const
const USUAL = ['read', 'chat'] as const

/**
 * What a person may do by today's settings; undefined where their door is closed or their name was taken off the list.
 * Asked anew in every request, so that a change of settings reaches sign-ins and keys that were made before.
 */
export function scopesOf({ openAccess, signIn }: Config, person: Person): readonly Scope[] | undefined {
  switch (person.via) {
    case 'open':
      return openAccess ? EVERYTHING : undefined
    case 'passphrase':
      return signIn.passphraseHash === undefined ? undefined : EVERYTHING
    case 'access':
      return signIn.access && usual(signIn.admins, person)
    case 'oidc':
      return signIn.oidc && isNamed(person, signIn.oidc.allow) ? usual(signIn.admins, person) : undefined
  }
}

function usual(admins: string[], person: Person): readonly Scope[] {
  return isNamed(person, admins) ? EVERYTHING : USUAL
}

/** By e-mail address, by `@domain` for everyone there, or by subject: a name with an @ never means a subject. */
export function isNamed({ subject, email }: Person, names: string[]): boolean {
  const address = email?.toLowerCase() ?? ''
  const domain = /@[^@]+$/.exec(address)?.[0]
  return names.some((name) => (name.includes('@') ? [address, domain].includes(name.toLowerCase()) : name === subject))
}
