import { and, count, desc, eq, gt, isNull, ne, or } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ApiKey } from '../wire/keys'
import { personOf, type RecordedPerson } from './person-columns'
import { apiKeys } from './schema'

/** A key's last use is written at most this often, so that reading stays cheap. */
const USE_EVERY_MS = 60_000

export type NewKey = Omit<ApiKey, 'lastUsedAt'>

export interface FoundKey {
  id: string
  account: string
  person: RecordedPerson
  scopes: ApiKey['scopes']
  lastUsedAt: number | null
  passphraseMark: string | null
}

export interface RecordedKey {
  account: string
  person: RecordedPerson
  passphraseMark: string | null
  keyHash: string
  key: NewKey
}

export async function putKey(
  db: D1Database,
  { account, person, passphraseMark, keyHash, key }: RecordedKey,
): Promise<void> {
  await drizzle(db)
    .insert(apiKeys)
    .values({ ...key, ...person, account, passphraseMark, keyHash })
}

/** Newest first. */
export async function listKeys(db: D1Database, account: string): Promise<ApiKey[]> {
  const { id, name, start, scopes, createdAt, lastUsedAt, expiresAt } = apiKeys
  return drizzle(db)
    .select({ id, name, start, scopes, createdAt, lastUsedAt, expiresAt })
    .from(apiKeys)
    .where(eq(apiKeys.account, account))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
}

export async function countKeys(db: D1Database, account: string): Promise<number> {
  const row = await drizzle(db).select({ keys: count() }).from(apiKeys).where(eq(apiKeys.account, account)).get()
  return row?.keys ?? 0
}

/** A key that has not expired. */
export async function findKey(db: D1Database, keyHash: string, now: number): Promise<FoundKey | undefined> {
  const row = await drizzle(db)
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, keyHash), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now))))
    .get()
  if (!row) return undefined
  const { id, account, scopes, lastUsedAt, passphraseMark } = row
  return { id, account, person: personOf(row), scopes, lastUsedAt, passphraseMark }
}

export async function noteKeyUse(db: D1Database, { id, lastUsedAt }: FoundKey, now: number): Promise<void> {
  if (lastUsedAt !== null && now - lastUsedAt < USE_EVERY_MS) return
  await drizzle(db).update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id))
}

/** Whether there was such a key of this account. */
export async function deleteKey(db: D1Database, account: string, id: string): Promise<boolean> {
  const { meta } = await drizzle(db)
    .delete(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.account, account)))
  return meta.changes > 0
}

/** Those that were made under an earlier passphrase. */
export async function deleteKeysOfOtherMarks(db: D1Database, account: string, mark: string): Promise<void> {
  // A key without a mark is not equal to anything, and stays.
  await drizzle(db)
    .delete(apiKeys)
    .where(and(eq(apiKeys.account, account), ne(apiKeys.passphraseMark, mark)))
}
