import type { Config } from '../env'
import { AppError } from '../errors'
import { deleteKeysOfOtherMarks } from '../records/keys'
import { countTry, forgetTries } from '../records/sign-in-tries'
import { deleteSignInRow, putSignIn } from '../records/sign-ins'
import { accountOf } from './account'
import type { Person } from './caller'
import { isPassphrase } from './passphrase'
import { passphraseMark } from './passphrase-mark'
import { digest, newToken } from './tokens'

export const SIGN_IN_SECONDS = 30 * 24 * 60 * 60
export const TRIES_AN_HOUR = 10
const HOUR_MS = 60 * 60_000

export interface Attempt {
  passphrase: string
  /** Where the request came from; tries are counted by it. */
  address: string
}

/**
 * Counts a try before anyone looks at it, so that many at once are no way around the limit. Answers how many seconds to
 * wait: 0 where this try may go on.
 */
export async function secondsToWait(db: D1Database, address: string): Promise<number> {
  const now = Date.now()
  const { tries, startedAt } = await countTry(db, address, { now, windowMs: HOUR_MS })
  return tries <= TRIES_AN_HOUR ? 0 : Math.ceil((startedAt + HOUR_MS - now) / 1000)
}

/** The person behind the right passphrase. Throws wrong_passphrase. */
export async function personOfPassphrase(db: D1Database, hash: string, attempt: Attempt): Promise<Person> {
  if (!(await isPassphrase(attempt.passphrase, hash))) {
    throw new AppError('wrong_passphrase', 'That is not the passphrase. Check it and try again.')
  }
  await forgetTries(db, attempt.address)
  return { via: 'passphrase', subject: 'operator', email: null }
}

export interface SignIn {
  account: string
  /** The cookie's value, for this answer alone. */
  token: string
}

/** Signs a browser in under a token that is new each time; the one it had before is revoked. */
export async function signIn(
  db: D1Database,
  config: Config,
  { person, previous }: { person: Person; previous: string | undefined },
): Promise<SignIn> {
  const now = Date.now()
  const token = newToken()
  const account = await accountOf(person, config)
  const mark = await passphraseMark(person, config)
  await putSignIn(db, {
    tokenHash: await digest(token),
    account,
    person,
    passphraseMark: mark,
    createdAt: now,
    expiresAt: now + SIGN_IN_SECONDS * 1000,
  })
  if (previous !== undefined) await signOut(db, previous)
  if (mark !== null) await deleteKeysOfOtherMarks(db, account, mark)
  return { account, token }
}

export async function signOut(db: D1Database, token: string): Promise<void> {
  await deleteSignInRow(db, await digest(token))
}
