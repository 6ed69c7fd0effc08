import { Hono } from 'hono'
import type { LogPage } from '../wire/events'
import { watchEvents } from '../wire/events'
import { chatFrames } from './chat-dialect'
import type { HonoEnv } from './context'
import { eventStream, frame, HEARTBEAT_FRAME } from './event-stream'
import { type Followed, followLog } from './follow-log'
import { parse } from './mount'
import { sessionsOf } from './sessions'

/** A stream ends after this long and its reader goes on from its cursor, so that no connection grows old. */
const STREAM_MS = 5 * 60_000

export const events = new Hono<HonoEnv>()

events.get(watchEvents.path, async (c) => {
  const { conversation } = parse(watchEvents.params, c.req.param())
  const query = parse(watchEvents.query, c.req.query())
  const { caller } = c.var
  const session = sessionsOf(c.env).of(conversation)
  const followed = await followLog(session, caller, c.req.header('last-event-id') || query.after)
  const frames = query.dialect ? chatFrames(followed, { session: () => session, caller }) : nativeFrames(followed)
  return eventStream(endingAfter(STREAM_MS, frames))
})

async function* nativeFrames(followed: AsyncGenerator<Followed>): AsyncGenerator<string> {
  for await (const page of followed) yield page === 'heartbeat' ? HEARTBEAT_FRAME : framesOf(page.rows)
}

function framesOf(rows: LogPage['rows']): string {
  return rows.map(({ cursor, body }) => frame(cursor, body)).join('')
}

async function* endingAfter(ms: number, frames: AsyncGenerator<string>): AsyncGenerator<string> {
  const until = Date.now() + ms
  for await (const text of frames) {
    yield text
    if (Date.now() >= until) return
  }
}
