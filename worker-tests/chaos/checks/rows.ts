import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Conversation } from '../clients/conversation.ts'
import type { World } from '../world/world.ts'
import type { Row } from './log.ts'

/** What lies on disk once the server is gone: the same log, one turn a message, nothing left open. */
export function checkRows(world: World, logs: Map<Conversation, Row[]>): void {
  const files = globSync(join(world.dataDir, 'v3/do/*/*.sqlite'))
  const databases = files.map((file) => new DatabaseSync(file))
  for (const [conversation, rows] of logs) {
    const database = databases.find((each) => idIn(each) === conversation.id)
    const isThere = world.tally.holds('I2', database !== undefined, () => `${conversation.id} has no rows on disk`)
    if (isThere && database) check(world, conversation, rows, database)
  }
  for (const database of databases) database.close()
}

function check({ tally }: World, { id }: Conversation, rows: Row[], database: DatabaseSync): void {
  const stored = database.prepare('SELECT seq, body FROM events ORDER BY seq').all()
  const isGapless = stored.every(({ seq }, n) => Number(seq) === n + 1)
  tally.holds('I1', isGapless, () => `${id}: the rows are numbered ${stored.map(({ seq }) => seq).join(' ')}`)
  for (const { number, data } of rows) {
    const body = stored[number - 1]?.body
    tally.holds('I2', body === data, () => `${id} event ${number} was told as ${data} and is stored as ${body}`)
  }
  const none = (sql: string) => database.prepare(sql).all().length === 0
  const hasOne = none('SELECT message_id FROM turns GROUP BY message_id HAVING count(*) > 1')
  tally.holds('I5', hasOne, () => `${id}: a message has two turns`)
  const isEnded = none("SELECT id FROM turns WHERE status IN ('running', 'queued') OR ended_seq IS NULL")
  tally.holds('I3', isEnded, () => `${id}: a turn has no end`)
  tally.holds('I7', none("SELECT id FROM invocations WHERE stage <> 'done'"), () => `${id}: a call has no result`)
  tally.holds('I6', none("SELECT step FROM steps WHERE status = 'running'"), () => `${id}: a step runs for ever`)
}

function idIn(database: DatabaseSync): string | undefined {
  const tables = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'conversation'").all()
  const [row] = tables.length > 0 ? database.prepare('SELECT id FROM conversation').all() : []
  return row && String(row.id)
}
