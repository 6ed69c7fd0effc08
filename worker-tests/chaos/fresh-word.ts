import { randomBytes } from 'node:crypto'

/** Never said before, under no seed: a word that comes twice would hide what was lost or doubled. */
export function freshWord(): string {
  return randomBytes(5).toString('hex')
}
