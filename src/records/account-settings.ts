import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { AccountSettings } from '../wire/account-settings'
import { accountSettings } from './schema'

const UNTOUCHED: AccountSettings = { approvals: true }

export async function readAccountSettings(db: D1Database, account: string): Promise<AccountSettings> {
  const { approvals } = accountSettings
  const row = await drizzle(db)
    .select({ approvals })
    .from(accountSettings)
    .where(eq(accountSettings.account, account))
    .get()
  return row ?? UNTOUCHED
}

export async function putAccountSettings(db: D1Database, account: string, settings: AccountSettings): Promise<void> {
  await drizzle(db)
    .insert(accountSettings)
    .values({ account, ...settings })
    .onConflictDoUpdate({ target: accountSettings.account, set: settings })
}
