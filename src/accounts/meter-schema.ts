import { runMigrations } from '../object-migrations'

/**
 * Append-only: each entry runs once, in order, when a Meter wakes. `requests` is written by the release before alone, which
 * must find it after a rollback.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE requests (only INTEGER PRIMARY KEY CHECK (only = 1), minute INTEGER NOT NULL, count INTEGER NOT NULL);

  -- A turn that runs or waits, under the message that began it, since a message id is one turn.
  CREATE TABLE turns (
    conversation TEXT NOT NULL, message TEXT NOT NULL,
    -- The last step whose use is counted, so that a report that comes again counts nothing.
    counted INTEGER NOT NULL DEFAULT 0,
    -- A turn that nobody has spoken of for so long holds no place any more; its row still tells what is counted.
    held_until INTEGER NOT NULL,
    PRIMARY KEY (conversation, message)
  ) WITHOUT ROWID;

  CREATE TABLE days (
    day INTEGER NOT NULL, model TEXT NOT NULL,
    calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
    nano_usd INTEGER NOT NULL,
    -- Calls whose tokens the provider did not tell, and calls whose tokens have no known price.
    uncounted_calls INTEGER NOT NULL, unpriced_calls INTEGER NOT NULL,
    PRIMARY KEY (day, model)
  ) WITHOUT ROWID;

  CREATE TABLE holdings (
    conversation TEXT PRIMARY KEY, bytes INTEGER NOT NULL, deployments INTEGER NOT NULL, version INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  // What calls took of which no provider told: limits see it, and no figure shows it.
  'CREATE TABLE guesses (day INTEGER PRIMARY KEY, tokens INTEGER NOT NULL, nano_usd INTEGER NOT NULL)',
]

/** Call inside a transaction. */
export function migrateMeter(sql: SqlStorage): void {
  runMigrations(sql, migrations)
}
