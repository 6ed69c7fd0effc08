/**
 * The workspace's tables in the session's SQLite; append-only: a released entry never changes, a new one goes last.
 *
 * `files` is the tree that the agent works in. A snapshot will be a frozen tree over the same `blobs`, so a blob's rows
 * say nothing of paths; whoever adds a table that names blobs adds it to `isUsed` in blobs.ts.
 */
export const workspaceMigrations: string[] = [
  `
  CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    -- Bytes of at most 32 KiB; null where the bytes lie in R2 under key.
    bytes BLOB,
    key TEXT UNIQUE,
    -- When the last file let go of it; null while a file names it.
    unused_since INTEGER
  );
  CREATE INDEX blobs_unused ON blobs (unused_since) WHERE unused_since IS NOT NULL;

  CREATE TABLE files (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    modified_at INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('upload', 'agent')),
    -- 1 where the agent read or wrote exactly these bytes.
    was_read INTEGER NOT NULL
  );
  CREATE INDEX files_by_blob ON files (sha256);
  CREATE INDEX files_uploaded ON files (path) WHERE origin = 'upload';

  CREATE TABLE upload_leases (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  );

  -- R2 objects to delete when due. A key stands here before its object is written and leaves when a blob row claims it,
  -- so that whatever a crash leaves behind is swept.
  CREATE TABLE object_deletions (
    key TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL
  );
  CREATE INDEX object_deletions_due ON object_deletions (due_at);
  `,
]

/** What a lease holds of its account's storage; after the session's own migrations of its time. */
export const leaseSizes = 'ALTER TABLE upload_leases ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0'

/** What calls show, beside them as it was; after the session's own migrations of its time. */
export const attachmentsMigration = `
  CREATE TABLE attachments (
    id TEXT PRIMARY KEY, turn_id TEXT NOT NULL, invocation_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256), created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX attachments_by_blob ON attachments (sha256);
`
