import type { Store } from './store'
import type { TurnRow } from './turn-queue'

/** What waited behind the interrupted turn now waits behind the new one. Inside a transaction. */
export function letWaitBehind(store: Store, interrupted: TurnRow, answerId: string): void {
  for (const turn of followersOf(store, interrupted)) {
    if (turn.answer_id === answerId) continue
    store.transcript.moveTo(turn.message_id, answerId)
    tellPlace(store, turn)
  }
}

/** Takes back a turn that waits; what waited behind it follows what it followed. Inside a transaction. */
export function withdraw(store: Store, turn: TurnRow): void {
  const followers = followersOf(store, turn)
  store.transcript.withdraw(turn)
  for (const follower of followers) tellPlace(store, follower)
}

function followersOf({ transcript, turns }: Store, { answer_id }: TurnRow): TurnRow[] {
  return turns.waiting.filter((turn) => transcript.find(turn.message_id)?.parent_id === answer_id)
}

/** Whoever watches knows the message in its old place. */
function tellPlace({ transcript, log }: Store, { id: turnId, message_id: messageId }: TurnRow): void {
  const parentId = transcript.find(messageId)?.parent_id ?? null
  const parts = transcript.messageParts(messageId, turnId)
  log.append({ type: 'message.added', turnId, messageId, parentId, role: 'user', parts })
}
