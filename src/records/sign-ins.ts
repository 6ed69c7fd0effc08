import { and, eq, gt, lte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { personOf, type RecordedPerson } from './person-columns'
import { signIns } from './schema'

export interface RecordedSignIn {
  tokenHash: string
  account: string
  person: RecordedPerson
  passphraseMark: string | null
  createdAt: number
  expiresAt: number
}

/** Adds one, and removes those that have expired. */
export async function putSignIn(db: D1Database, { person, ...row }: RecordedSignIn): Promise<void> {
  const records = drizzle(db)
  await records.batch([
    records.delete(signIns).where(lte(signIns.expiresAt, row.createdAt)),
    records.insert(signIns).values({ ...row, ...person }),
  ])
}

export async function findSignIn(db: D1Database, tokenHash: string, now: number): Promise<RecordedSignIn | undefined> {
  const row = await drizzle(db)
    .select()
    .from(signIns)
    .where(and(eq(signIns.tokenHash, tokenHash), gt(signIns.expiresAt, now)))
    .get()
  if (!row) return undefined
  const { account, passphraseMark, createdAt, expiresAt } = row
  return { tokenHash, account, person: personOf(row), passphraseMark, createdAt, expiresAt }
}

export async function deleteSignInRow(db: D1Database, tokenHash: string): Promise<void> {
  await drizzle(db).delete(signIns).where(eq(signIns.tokenHash, tokenHash))
}
