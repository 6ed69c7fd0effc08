import { eq, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { signInTries } from './schema'

export interface Tries {
  tries: number
  /** When the window began that these tries lie in. */
  startedAt: number
}

/** Counts one try and tells how many there are now. One statement, so that tries at the same moment all count. */
export async function countTry(
  db: D1Database,
  address: string,
  { now, windowMs }: { now: number; windowMs: number },
): Promise<Tries> {
  const records = drizzle(db)
  const [, [counted]] = await records.batch([
    records.delete(signInTries).where(lte(signInTries.startedAt, now - windowMs)),
    records
      .insert(signInTries)
      .values({ address, tries: 1, startedAt: now })
      .onConflictDoUpdate({ target: signInTries.address, set: { tries: sql`${signInTries.tries} + 1` } })
      .returning({ tries: signInTries.tries, startedAt: signInTries.startedAt }),
  ])
  return counted ?? { tries: Number.POSITIVE_INFINITY, startedAt: now }
}

export async function forgetTries(db: D1Database, address: string): Promise<void> {
  await drizzle(db).delete(signInTries).where(eq(signInTries.address, address))
}
