import { Hono } from 'hono'
import type { Env } from '../env'
import { AppError } from '../errors'
import { deleteConversationRows, listConversationIds } from '../records/conversations'
import { ID_PATTERN } from '../wire/ids'
import { createRebuild } from '../wire/system'
import type { HonoEnv } from './context'
import { mount } from './mount'

/** Each conversation of a page wakes its session and costs several requests of the platform's budget. */
const PAGE = 20

const MARKERS = 'index/'
const STALE = 'stale:'

export const rebuilds = new Hono<HonoEnv>()

/** First every conversation that has a marker is projected, then rows without a marker go (I12). */
mount(rebuilds, createRebuild, ({ body, caller, env, sessions }) => {
  const cursor = body?.cursor ?? ''
  if (cursor.startsWith(STALE)) return removeStale(env, idIn(cursor.slice(STALE.length)))
  return projectPage(env, idIn(cursor), (id) => sessions.of(id).project(caller))
})

/** Cursors are the last id of the page before: R2 fails on one of its own that it did not make. */
function idIn(cursor: string): string {
  if (cursor === '' || ID_PATTERN.test(cursor)) return cursor
  throw new AppError('invalid_cursor', 'This cursor is not one of a rebuild. Leave it out to start anew.')
}

async function projectPage({ BLOBS }: Env, after: string, project: (id: string) => Promise<boolean>) {
  const page = await BLOBS.list({ prefix: MARKERS, limit: PAGE, ...(after && { startAfter: MARKERS + after }) })
  const ids = page.objects.map(({ key }) => key.slice(MARKERS.length))
  const done = await Promise.all(ids.map(project))
  return { projected: done.filter(Boolean).length, removed: 0, cursor: page.truncated ? (ids.at(-1) ?? STALE) : STALE }
}

async function removeStale({ DB, BLOBS }: Env, after: string) {
  const ids = await listConversationIds(DB, after, PAGE)
  const marked = await Promise.all(ids.map((id) => BLOBS.head(MARKERS + id)))
  const stale = ids.filter((_, index) => marked[index] === null)
  for (const id of stale) await deleteConversationRows(DB, id)
  const last = ids.at(-1)
  return { projected: 0, removed: stale.length, cursor: last === undefined ? null : STALE + last }
}
