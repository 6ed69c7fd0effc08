import type { Store } from './store'
import type { TurnRow, TurnStart } from './turn-queue'

/** Tells that a turn runs from now on; inside the transaction that keeps what this answers in its row. */
export function tellStart(
  { log, now }: Store,
  {
    id: turnId,
    message_id: messageId,
    answer_id: answerId,
    model,
  }: Pick<TurnRow, 'id' | 'message_id' | 'answer_id' | 'model'>,
): TurnStart {
  const seq = log.append({ type: 'turn.started', turnId, messageId, model })
  const answer = { messageId: answerId, parentId: messageId, role: 'assistant' as const, parts: [] }
  log.append({ type: 'message.added', turnId, ...answer })
  return { time: now(), seq }
}

/** Again, behind a turn's start: there a page of messages ends, and its reader must learn what still waits. */
export function tellWaiting({ log }: Store, turns: readonly TurnRow[]): void {
  for (const { id: turnId, message_id: messageId, model } of turns) {
    log.append({ type: 'turn.queued', turnId, messageId, model })
  }
}
