import type { Config } from '../env'
import { AppError } from '../errors'
import { countKeys, type NewKey, putKey } from '../records/keys'
import type { Scope } from '../wire/endpoint'
import type { ApiKey } from '../wire/keys'
import type { IdentifiedCaller } from './caller'
import { passphraseMark } from './passphrase-mark'
import { holds } from './permissions'
import { digest, newKey } from './tokens'

/** More than anyone needs, and few enough to be listed at once. */
export const KEYS_MAX = 100
const START_CHARS = 8

export interface KeyWish {
  name: string
  scopes: Scope[]
  expiresAt: number | null
}

/** Makes a key that can do no more than the person who makes it. The secret is returned here and kept nowhere. */
export async function createKey(
  { db, config }: { db: D1Database; config: Config },
  { account, person, scopes }: IdentifiedCaller,
  wish: KeyWish,
): Promise<{ key: ApiKey; secret: string }> {
  const now = Date.now()
  if (wish.expiresAt !== null && wish.expiresAt <= now) {
    throw new AppError('bad_request', 'expiresAt: A key cannot expire in the past. Choose a later time, or null.')
  }
  const beyond = wish.scopes.find((scope) => !holds(scopes, scope))
  if (beyond)
    throw new AppError('forbidden_scope', `You cannot give the scope ${beyond}, because you do not have it yourself.`)
  if ((await countKeys(db, account)) >= KEYS_MAX) {
    throw new AppError('key_limit', `You have ${KEYS_MAX} API keys. Revoke one that is not used any more first.`)
  }
  const secret = await newKey()
  const key: NewKey = {
    id: crypto.randomUUID(),
    name: wish.name,
    start: secret.slice(0, START_CHARS),
    scopes: [...new Set(wish.scopes)],
    createdAt: now,
    expiresAt: wish.expiresAt,
  }
  const mark = await passphraseMark(person, config)
  await putKey(db, { account, person, passphraseMark: mark, keyHash: await digest(secret), key })
  return { key: { ...key, lastUsedAt: null }, secret }
}
