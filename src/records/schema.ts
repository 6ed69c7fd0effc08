import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// A projection of what the sessions hold: no foreign keys, since rows may arrive in any order.

export const conversations = sqliteTable(
  'conversations',
  {
    id: text().primaryKey(),
    account: text().notNull(),
    title: text().notNull(),
    model: text().notNull(),
    pinned: integer({ mode: 'boolean' }).notNull(),
    archived: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  // Read backwards, this is the order of the list: pinned first, then newest.
  (table) => [
    index('conversations_by_account').on(table.account, table.archived, table.pinned, table.updatedAt, table.id),
  ],
)

export const messages = sqliteTable(
  'messages',
  {
    conversationId: text('conversation_id').notNull(),
    id: text().notNull(),
    account: text().notNull(),
    role: text({ enum: ['user', 'assistant'] }).notNull(),
    turnId: text('turn_id').notNull(),
    text: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.id] })],
)

export const deployments = sqliteTable(
  'deployments',
  {
    id: text().primaryKey(),
    conversationId: text('conversation_id').notNull(),
    account: text().notNull(),
    slug: text().notNull().unique(),
    title: text().notNull(),
    folder: text().notNull(),
    files: integer().notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('deployments_by_account').on(table.account, table.createdAt, table.id),
    index('deployments_by_conversation').on(table.conversationId, table.createdAt, table.id),
  ],
)
