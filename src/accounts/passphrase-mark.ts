import type { Config } from '../env'
import type { Person } from './caller'
import { digest } from './tokens'

/** Kept with what a passphrase opened, so that a new one ends it; null where another door was used. */
export async function passphraseMark({ via }: Person, { signIn }: Config): Promise<string | null> {
  return via === 'passphrase' && signIn.passphraseHash !== undefined ? digest(signIn.passphraseHash) : null
}

export async function isOfToday(mark: string | null, { signIn }: Config): Promise<boolean> {
  return mark === null || mark === (await digest(signIn.passphraseHash ?? ''))
}
