import { and, desc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { Conversation } from '../wire/conversations'
import { readPageCursor, writePageCursor } from './page-cursor'
import { conversations, deployments, messages } from './schema'

/**
 * Creates or brings up to date. Rows may arrive in any order: an older `updatedAt` never overwrites a newer one, at the
 * same millisecond the later write wins. A row of another account stays untouched.
 */
export async function putConversation(db: D1Database, account: string, conversation: Conversation): Promise<void> {
  const { id, ...rest } = conversation
  await drizzle(db)
    .insert(conversations)
    .values({ id, account, ...rest })
    .onConflictDoUpdate({
      target: conversations.id,
      set: rest,
      setWhere: sql`excluded.updated_at >= ${conversations.updatedAt} and excluded.account = ${conversations.account}`,
    })
}

export interface ConversationQuery {
  account: string
  archived: boolean
  limit: number
  /** Words in the title or in a message, as they stand; upper and lower case of A to Z are alike. */
  q?: string | undefined
  cursor?: string | undefined
}

/** Pinned first, then newest first. Throws invalid_cursor. */
export async function listConversations(
  db: D1Database,
  query: ConversationQuery,
): Promise<{ conversations: Conversation[]; cursor: string | null }> {
  const records = drizzle(db)
  const words = query.q?.trim()
  const rows = await records
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.account, query.account),
        eq(conversations.archived, query.archived),
        query.cursor === undefined ? undefined : isAfter(query.cursor),
        words ? mentions(records, words) : undefined,
      ),
    )
    .orderBy(desc(conversations.pinned), desc(conversations.updatedAt), desc(conversations.id))
    .limit(query.limit + 1)

  const page = rows.slice(0, query.limit).map(({ account: _, ...conversation }) => conversation)
  const last = page.at(-1)
  const isMore = rows.length > query.limit && last !== undefined
  return { conversations: page, cursor: isMore ? cursorAt(last) : null }
}

function cursorAt({ pinned, updatedAt, id }: Conversation): string {
  return writePageCursor({ numbers: [Number(pinned), updatedAt], id })
}

function isAfter(cursor: string): SQL {
  const { numbers, id } = readPageCursor(cursor, 2)
  return sql`(${conversations.pinned}, ${conversations.updatedAt}, ${conversations.id}) < (${numbers[0]}, ${numbers[1]}, ${id})`
}

/** `instr`, because D1 refuses a LIKE pattern of more than 50 bytes, and because it has no wildcards to escape. */
function mentions(records: DrizzleD1Database, words: string): SQL {
  const inMessage = records
    .select({ one: sql`1` })
    .from(messages)
    .where(
      sql`${messages.conversationId} = ${conversations.id} and instr(lower(${messages.text}), lower(${words})) > 0`,
    )
  return sql`(instr(lower(${conversations.title}), lower(${words})) > 0 or exists ${inMessage})`
}

/** Ids of every account's conversations, in their order, after one. */
export async function listConversationIds(db: D1Database, after: string, limit: number): Promise<string[]> {
  const rows = await drizzle(db)
    .select({ id: conversations.id })
    .from(conversations)
    .where(gt(conversations.id, after))
    .orderBy(conversations.id)
    .limit(limit)
  return rows.map(({ id }) => id)
}

export interface DeletedRows {
  conversations: number
  messages: number
  deployments: number
}

/** Removes every row of a conversation in one transaction and tells how many there were; a repeat tells zeros. */
export async function deleteConversationRows(db: D1Database, conversationId: string): Promise<DeletedRows> {
  const records = drizzle(db)
  const [ofConversation, ofMessages, ofDeployments] = await records.batch([
    records.delete(conversations).where(eq(conversations.id, conversationId)),
    records.delete(messages).where(eq(messages.conversationId, conversationId)),
    records.delete(deployments).where(eq(deployments.conversationId, conversationId)),
  ])
  return {
    conversations: ofConversation.meta.changes,
    messages: ofMessages.meta.changes,
    deployments: ofDeployments.meta.changes,
  }
}
