import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// The first three are a projection of what the sessions hold: no foreign keys, since rows may arrive in any order.

export const conversations = sqliteTable(
  'conversations',
  {
    id: text().primaryKey(),
    account: text().notNull(),
    title: text().notNull(),
    model: text().notNull(),
    pinned: integer({ mode: 'boolean' }).notNull(),
    archived: integer({ mode: 'boolean' }).notNull(),
    tainted: integer({ mode: 'boolean' }).notNull().default(false),
    awaitsApproval: integer('awaits_approval', { mode: 'boolean' }).notNull().default(false),
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
    outsideHosts: text('outside_hosts', { mode: 'json' }).$type<string[]>().notNull().default([]),
    openHosts: text('open_hosts', { mode: 'json' }).$type<string[]>().notNull().default([]),
  },
  (table) => [
    index('deployments_by_account').on(table.account, table.createdAt, table.id),
    index('deployments_by_conversation').on(table.conversationId, table.createdAt, table.id),
  ],
)

/** A person, as their door told them when they came in. */
const person = {
  account: text().notNull(),
  via: text({ enum: ['access', 'oidc', 'passphrase', 'open'] }).notNull(),
  subject: text().notNull(),
  email: text(),
}

/** D1 is the authority here and below. A row is one browser that is signed in; its cookie is kept as a hash alone. */
export const signIns = sqliteTable(
  'sign_ins',
  {
    tokenHash: text('token_hash').primaryKey(),
    ...person,
    /** Of the passphrase setting at that time, so that a new passphrase ends what the old one opened. */
    passphraseMark: text('passphrase_mark'),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('sign_ins_by_expiry').on(table.expiresAt)],
)

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text().primaryKey(),
    ...person,
    name: text().notNull(),
    start: text().notNull(),
    keyHash: text('key_hash').notNull().unique(),
    scopes: text({ mode: 'json' }).$type<('read' | 'chat' | 'admin')[]>().notNull(),
    /** As of a sign-in. */
    passphraseMark: text('passphrase_mark'),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    expiresAt: integer('expires_at'),
  },
  (table) => [index('api_keys_by_account').on(table.account, table.createdAt, table.id)],
)

/** Tries of the passphrase, counted per address and hour. */
export const signInTries = sqliteTable(
  'sign_in_tries',
  {
    address: text().primaryKey(),
    tries: integer().notNull(),
    startedAt: integer('started_at').notNull(),
  },
  (table) => [index('sign_in_tries_by_start').on(table.startedAt)],
)

/** What an account set for one kind of provider. Its key lies here as an envelope alone. */
export const providerSettings = sqliteTable(
  'provider_settings',
  {
    account: text().notNull(),
    kind: text({ enum: ['chat', 'image', 'speech', 'sound', 'transcription', 'search'] }).notNull(),
    service: text({ enum: ['brave', 'tavily', 'searxng'] }),
    baseUrl: text('base_url'),
    model: text(),
    streaming: integer({ mode: 'boolean' }).notNull(),
    /** Whom the key may be sent to. A row that gets another recipient keeps no key. */
    recipient: text().notNull(),
    keyEnvelope: text('key_envelope'),
    keyVersion: integer('key_version').notNull(),
    keyLastFour: text('key_last_four'),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.kind] })],
)

/** What an account chose for all of its conversations; an account without a row has chosen nothing. */
export const accountSettings = sqliteTable('account_settings', {
  account: text().primaryKey(),
  approvals: integer({ mode: 'boolean' }).notNull(),
})
