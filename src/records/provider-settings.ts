import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ProviderKind } from '../wire/provider-settings'
import { providerSettings } from './schema'

export type ProviderRow = typeof providerSettings.$inferSelect

export interface SealedKey {
  keyEnvelope: string | null
  keyVersion: number
  keyLastFour: string | null
}

/** Where one row stands in the order of all. */
export interface RowPlace {
  account: string
  kind: ProviderKind
}

export async function findProvider(
  db: D1Database,
  account: string,
  kind: ProviderKind,
): Promise<ProviderRow | undefined> {
  return drizzle(db).select().from(providerSettings).where(isAt({ account, kind })).get()
}

export async function listProviders(db: D1Database, account: string): Promise<ProviderRow[]> {
  return drizzle(db).select().from(providerSettings).where(eq(providerSettings.account, account))
}

/**
 * Creates or replaces. Without a `key` the row keeps the one it has, as long as its recipient stays the same: decided in
 * the one statement that writes, so that no key meets an address it was not given for.
 */
export async function putProvider(
  db: D1Database,
  row: Omit<ProviderRow, keyof SealedKey>,
  key: SealedKey | undefined,
): Promise<ProviderRow> {
  const { recipient, keyEnvelope, keyLastFour, keyVersion } = providerSettings
  const kept = {
    keyEnvelope: sql`CASE WHEN ${recipient} = ${row.recipient} THEN ${keyEnvelope} END`,
    keyLastFour: sql`CASE WHEN ${recipient} = ${row.recipient} THEN ${keyLastFour} END`,
    keyVersion: sql`${keyVersion}`,
  }
  const none: SealedKey = { keyEnvelope: null, keyVersion: 0, keyLastFour: null }
  return drizzle(db)
    .insert(providerSettings)
    .values({ ...row, ...(key ?? none) })
    .onConflictDoUpdate({
      target: [providerSettings.account, providerSettings.kind],
      set: { ...row, ...(key ?? kept) },
    })
    .returning()
    .get()
}

export async function deleteProvider(db: D1Database, account: string, kind: ProviderKind): Promise<void> {
  await drizzle(db).delete(providerSettings).where(isAt({ account, kind }))
}

/** Rows of all accounts that hold a key, in order, after a place. */
export async function listSealed(db: D1Database, after: RowPlace | undefined, limit: number): Promise<ProviderRow[]> {
  const { account, kind, keyEnvelope } = providerSettings
  const later = after && sql`(${account}, ${kind}) > (${after.account}, ${after.kind})`
  return drizzle(db)
    .select()
    .from(providerSettings)
    .where(and(isNotNull(keyEnvelope), later))
    .orderBy(asc(account), asc(kind))
    .limit(limit)
}

/** Writes an envelope in the place of another; false where that one is not there any more. */
export async function replaceEnvelope(db: D1Database, row: RowPlace, from: string, to: string): Promise<boolean> {
  const { meta } = await drizzle(db)
    .update(providerSettings)
    .set({ keyEnvelope: to })
    .where(and(isAt(row), eq(providerSettings.keyEnvelope, from)))
  return meta.changes > 0
}

function isAt({ account, kind }: RowPlace) {
  return and(eq(providerSettings.account, account), eq(providerSettings.kind, kind))
}
