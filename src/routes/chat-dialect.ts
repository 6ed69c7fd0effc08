import type { Caller } from '../accounts/caller'
import { isAppError } from '../errors'
import type { ChatEvent } from '../wire/chat'
import type { LogEvent } from '../wire/events'
import { frame, HEARTBEAT_FRAME } from './event-stream'
import type { Followed } from './follow-log'
import type { SessionStub } from './sessions'

interface Place {
  session: () => SessionStub
  caller: Caller
  /** Only this turn's events, and its end is the stream's. */
  turnId?: string
}

/** The log in OKCVM's own dialect, frame by frame. A turn's stream ends with `stop`, also where its conversation is deleted. */
export async function* chatFrames(followed: AsyncGenerator<Followed>, place: Place): AsyncGenerator<string> {
  let before = ''
  try {
    for await (const page of followed) {
      if (page === 'heartbeat') {
        yield HEARTBEAT_FRAME
        continue
      }
      before = page.after
      for (const { cursor, body } of page.rows) {
        const event: LogEvent = JSON.parse(body)
        const isOurs = place.turnId === undefined || ('turnId' in event && event.turnId === place.turnId)
        if (isOurs && isEnd(event)) {
          yield ending(await closing(event, place), { before, cursor })
          if (place.turnId !== undefined) return
        }
        const translated = isOurs ? translate(event) : undefined
        if (translated) yield frame(cursor, JSON.stringify(translated))
        before = cursor
      }
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    const { code, message } = error
    if (place.turnId !== undefined) yield ending({ type: 'error', code, message }, { before, cursor: before })
  }
}

/** A turn whose events the log has let go: its reply in one piece, then its end, all at the turn's own cursor. */
export async function* keptFrames({
  session,
  caller,
  turnId,
  cursor,
}: Required<Place> & { cursor: string }): AsyncGenerator<string> {
  const event = await result(session(), caller, turnId)
  const reply = event.type === 'final' ? event.payload.reply : ''
  if (reply !== '') yield frame(cursor, JSON.stringify({ type: 'token', delta: reply } satisfies ChatEvent))
  yield ending(event, { before: cursor, cursor })
}

type End = Extract<LogEvent, { type: 'turn.completed' | 'turn.failed' | 'turn.stopped' }>

function isEnd(event: LogEvent): event is End {
  return event.type === 'turn.completed' || event.type === 'turn.failed' || event.type === 'turn.stopped'
}

/** What a turn came to carries the cursor before its end, so that a reader cut off between the two is told both again. */
function ending(event: ChatEvent, { before, cursor }: { before: string; cursor: string }): string {
  return frame(before, JSON.stringify(event)) + frame(cursor, JSON.stringify({ type: 'stop' } satisfies ChatEvent))
}

function translate(event: LogEvent): ChatEvent | undefined {
  switch (event.type) {
    case 'text.delta':
      return { type: 'token', delta: event.text }
    case 'step.restarted':
      return { type: 'discard', after: event.discardAfter }
    case 'tool.started':
      return { type: 'tool_started', invocation_id: event.invocationId, tool_name: event.name, input: event.input }
    case 'tool.completed':
      return {
        type: 'tool_completed',
        invocation_id: event.invocationId,
        tool_name: event.name,
        status: event.status === 'success' ? 'success' : 'error',
        duration_ms: event.durationMs,
        ...(event.status === 'success' ? { output: event.output ?? '' } : { error: event.error ?? event.status }),
      }
    case 'approval.requested': {
      const { invocationId: invocation_id, approvalId: approval_id, hosts, summary } = event
      return { type: 'approval_requested', invocation_id, approval_id, hosts, summary }
    }
    case 'approval.decided': {
      const { invocationId: invocation_id, approvalId: approval_id, decision } = event
      return { type: 'approval_decided', invocation_id, approval_id, decision }
    }
    default:
      return undefined
  }
}

function closing(event: End, { session, caller }: Place): Promise<ChatEvent> {
  return event.type === 'turn.failed'
    ? Promise.resolve({ type: 'error', ...event.error })
    : result(session(), caller, event.turnId)
}

async function result(session: SessionStub, caller: Caller, turnId: string): Promise<ChatEvent> {
  const ended = await session.getChatResult(caller, turnId)
  if (!ended) return { type: 'error', code: 'internal', message: 'The turn has no result. Reload the conversation.' }
  const { error } = ended.turn
  return error ? { type: 'error', ...error } : { type: 'final', payload: ended.payload }
}
