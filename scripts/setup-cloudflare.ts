import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './program.ts'
import { withProductionDatabase } from './wrangler-toml.ts'

const NAME = 'okcvm'

// Makes what a deployment needs where it is missing, and can be run again at any time: the D1 database, the R2 bucket,
// and the database's id in wrangler.toml's production environment. Wants `wrangler login` or CLOUDFLARE_API_TOKEN.
try {
  const id = (await findDatabase()) ?? (await createDatabase())
  await ensureBucket()
  const file = join(root, 'wrangler.toml')
  writeFileSync(file, withProductionDatabase(readFileSync(file, 'utf8'), id))
  console.log(`The database ${NAME} (${id}) and the bucket ${NAME} are there, and wrangler.toml names the database.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function findDatabase(): Promise<string | undefined> {
  const databases: { name: string; uuid: string }[] = JSON.parse(await wrangler(['d1', 'list', '--json']))
  return databases.find(({ name }) => name === NAME)?.uuid
}

async function createDatabase(): Promise<string> {
  await wrangler(['d1', 'create', NAME, '--update-config=false'])
  const id = await findDatabase()
  if (id) return id
  throw new Error(`The database ${NAME} was created, but Cloudflare does not list it yet. Run this again in a minute.`)
}

async function ensureBucket(): Promise<void> {
  const { code } = await runNode('wrangler/bin/wrangler.js', ['r2', 'bucket', 'info', NAME, '--json'])
  if (code !== 0) await wrangler(['r2', 'bucket', 'create', NAME, '--update-config=false'])
}

async function wrangler(args: string[]): Promise<string> {
  const { code, output } = await runNode('wrangler/bin/wrangler.js', args)
  if (code === 0) return output
  const next = 'Run npx wrangler login, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID, then run this again.'
  throw new Error(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${output.trim()}\n${next}`)
}
