/**
 * Runs an object's migrations that have not run yet, in their order; the list only ever grows at its end. Call inside a
 * transaction.
 */
export function runMigrations(sql: SqlStorage, migrations: readonly string[]): void {
  sql.exec(
    'CREATE TABLE IF NOT EXISTS schema_version (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL)',
  )
  const [row] = sql.exec<{ version: number }>('SELECT version FROM schema_version').toArray()
  const version = row?.version ?? 0
  if (version >= migrations.length) return
  for (const statement of migrations.slice(version)) sql.exec(statement)
  sql.exec('INSERT OR REPLACE INTO schema_version (only, version) VALUES (1, ?)', migrations.length)
}
