import { and, desc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Deployment } from '../wire/deployments'
import { readPageCursor, writePageCursor } from './page-cursor'
import { deployments } from './schema'

/** A deployment without its address, which depends on the setting SITES_HOST: `siteUrl` tells it. */
export type StoredDeployment = Omit<Deployment, 'url'>

/** Of a deployment nothing changes but the hosts that the person opened to it. */
export async function putDeployment(db: D1Database, account: string, deployment: StoredDeployment): Promise<void> {
  const { id, conversationId, slug, title, folder, files, sizeBytes, createdAt, outsideHosts, openHosts } = deployment
  await drizzle(db)
    .insert(deployments)
    .values({ id, account, conversationId, slug, title, folder, files, sizeBytes, createdAt, outsideHosts, openHosts })
    .onConflictDoUpdate({ target: deployments.id, set: { openHosts }, setWhere: eq(deployments.account, account) })
}

export interface DeploymentQuery {
  account: string
  limit: number
  conversation?: string | undefined
  cursor?: string | undefined
}

/** Newest first. Throws invalid_cursor. */
export async function listDeployments(
  db: D1Database,
  query: DeploymentQuery,
): Promise<{ deployments: StoredDeployment[]; cursor: string | null }> {
  const after = query.cursor === undefined ? undefined : readPageCursor(query.cursor, 1)
  const rows = await drizzle(db)
    .select()
    .from(deployments)
    .where(
      and(
        eq(deployments.account, query.account),
        query.conversation === undefined ? undefined : eq(deployments.conversationId, query.conversation),
        after && sql`(${deployments.createdAt}, ${deployments.id}) < (${after.numbers[0]}, ${after.id})`,
      ),
    )
    .orderBy(desc(deployments.createdAt), desc(deployments.id))
    .limit(query.limit + 1)

  const page = rows.slice(0, query.limit).map(withoutAccount)
  const last = page.at(-1)
  const isMore = rows.length > query.limit && last !== undefined
  return { deployments: page, cursor: isMore ? writePageCursor({ numbers: [last.createdAt], id: last.id }) : null }
}

export async function findDeployment(
  db: D1Database,
  account: string,
  id: string,
): Promise<StoredDeployment | undefined> {
  const row = await drizzle(db)
    .select()
    .from(deployments)
    .where(and(eq(deployments.id, id), eq(deployments.account, account)))
    .get()
  return row && withoutAccount(row)
}

export async function deleteDeploymentRow(db: D1Database, id: string): Promise<void> {
  await drizzle(db).delete(deployments).where(eq(deployments.id, id))
}

function withoutAccount({ account: _, ...deployment }: typeof deployments.$inferSelect): StoredDeployment {
  return deployment
}
