import { runMigrations } from '../object-migrations'
import { leaseSizes, workspaceMigrations } from '../workspace/schema'
import { chromeMigration, pagesMigration } from './pages'
import { pythonMigration } from './python-state'

/**
 * Append-only. Each entry runs once, in order, when a session wakes; release N and N+1 read each other's tables, so a
 * column is added with a default and dropped two releases after its last reader.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE conversation (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, title TEXT NOT NULL, titled_by TEXT NOT NULL, model TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    leaf TEXT, secret TEXT NOT NULL, floor INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;

  CREATE TABLE messages (
    id TEXT PRIMARY KEY, parent_id TEXT, role TEXT NOT NULL, turn_id TEXT NOT NULL, created_at INTEGER NOT NULL,
    seq INTEGER
  ) WITHOUT ROWID;

  CREATE TABLE parts (
    message_id TEXT NOT NULL, position INTEGER NOT NULL, step INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (message_id, position)
  ) WITHOUT ROWID;

  CREATE TABLE turns (
    id TEXT PRIMARY KEY, message_id TEXT NOT NULL, answer_id TEXT NOT NULL, status TEXT NOT NULL, model TEXT NOT NULL,
    place INTEGER NOT NULL, waited INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0,
    restarts INTEGER NOT NULL DEFAULT 0, recovering_since INTEGER, resume_at INTEGER, created_at INTEGER NOT NULL, started_at INTEGER,
    ended_at INTEGER, first_seq INTEGER NOT NULL, started_seq INTEGER, ended_seq INTEGER, error TEXT, closing TEXT
  ) WITHOUT ROWID;

  CREATE TABLE steps (
    turn_id TEXT NOT NULL, step INTEGER NOT NULL, status TEXT NOT NULL, model TEXT, response_id TEXT,
    finish_reason TEXT, input_tokens INTEGER, cached_tokens INTEGER, output_tokens INTEGER, reasoning_tokens INTEGER,
    ttft_ms INTEGER, duration_ms INTEGER, retries INTEGER NOT NULL DEFAULT 0, started_at INTEGER NOT NULL,
    started_seq INTEGER NOT NULL, error TEXT,
    PRIMARY KEY (turn_id, step)
  ) WITHOUT ROWID;

  CREATE TABLE invocations (
    turn_id TEXT NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, call_id TEXT NOT NULL,
    name TEXT NOT NULL, input TEXT NOT NULL, effect TEXT NOT NULL, stage TEXT NOT NULL, status TEXT NOT NULL,
    output TEXT, images TEXT, preview TEXT, started_at INTEGER, duration_ms INTEGER,
    PRIMARY KEY (turn_id, step, position)
  ) WITHOUT ROWID;

  CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);

  CREATE TABLE todos (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, content TEXT NOT NULL, priority TEXT NOT NULL, status TEXT NOT NULL
  );

  CREATE TABLE deployments (
    id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, folder TEXT NOT NULL, files INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, turn_id TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE outbox (
    kind TEXT NOT NULL, ref TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, ref)
  ) WITHOUT ROWID;

  CREATE TABLE tombstone (
    account TEXT PRIMARY KEY, receipt TEXT NOT NULL, deleted_at INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  `,
  ...workspaceMigrations,
  'ALTER TABLE turns ADD COLUMN host TEXT',
  pagesMigration,
  // What a step cost by the prices at its call; null is unknown.
  'ALTER TABLE steps ADD COLUMN nano_usd INTEGER',
  `
  ALTER TABLE conversation ADD COLUMN tainted_by TEXT;
  ALTER TABLE conversation ADD COLUMN has_upload INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversation ADD COLUMN longest_message INTEGER NOT NULL DEFAULT 0;
  -- What was said and uploaded before anyone counted.
  UPDATE conversation SET
    has_upload = EXISTS (SELECT 1 FROM files WHERE origin = 'upload')
      OR EXISTS (SELECT 1 FROM parts WHERE json_extract(body, '$.type') = 'file'),
    longest_message = coalesce(
      (SELECT max(length(json_extract(body, '$.text'))) FROM parts JOIN messages ON messages.id = parts.message_id
       WHERE role = 'user'), 0);

  CREATE TABLE approvals (
    id TEXT PRIMARY KEY, turn_id TEXT NOT NULL, invocation_id TEXT NOT NULL, kind TEXT NOT NULL, tool TEXT NOT NULL,
    hosts TEXT NOT NULL, summary TEXT NOT NULL, had_sent INTEGER NOT NULL, requested_at INTEGER NOT NULL,
    decision TEXT, decided_by TEXT, decided_at INTEGER, used_by TEXT
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE deployments ADD COLUMN outside_hosts TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE deployments ADD COLUMN open_hosts TEXT NOT NULL DEFAULT '[]';
  `,
  leaseSizes,
  // What lay here before the account's storage was counted.
  "INSERT INTO outbox (kind, ref, due_at) SELECT 'holding', id, 0 FROM conversation",
  chromeMigration,
  pythonMigration,
  // What the calls of a step took of which no provider told, for limits alone.
  `
  ALTER TABLE steps ADD COLUMN guessed_tokens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE steps ADD COLUMN guessed_nano_usd INTEGER NOT NULL DEFAULT 0;
  `,
]

/** True once `create` made the tables: a made-up id must cost nothing. */
export function hasTables(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray().length > 0
}

/** Call inside a transaction. */
export function migrate(sql: SqlStorage): void {
  runMigrations(sql, migrations)
}
