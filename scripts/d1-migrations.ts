import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare, type V4SharedOptions, type V4WorkerOptions } from 'miniflare'
import { unstable_splitSqlQuery as splitSql } from 'wrangler'
import { root } from './program.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

/** Wrangler's own table, so that `wrangler d1 migrations` on the same data agrees about what was applied. */
const TABLE = `CREATE TABLE IF NOT EXISTS "d1_migrations"(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`

/**
 * Applies every migration that the database has not seen, in order of name, each as one transaction. It runs in a
 * workerd of its own, so that the server answers nobody before its tables are there.
 */
export async function applyMigrations(
  shared: V4SharedOptions,
  databases: V4WorkerOptions['d1Databases'],
): Promise<void> {
  const script = 'export default { fetch: () => new Response() }'
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ ...shared, port: 0, modules: true, script, d1Databases: databases ?? {} }),
  )
  try {
    await applyAll(await miniflare.getD1Database('DB'))
  } finally {
    await miniflare.dispose()
  }
}

async function applyAll(database: Database) {
  const folder = join(root, 'migrations')
  await database.prepare(TABLE).run()
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  for (const name of names.sort()) {
    if (applied.has(name)) continue
    const statements = splitSql(readFileSync(join(folder, name), 'utf8')).map((sql) => database.prepare(sql))
    const record = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)
    await database.batch([...statements, record])
  }
}
