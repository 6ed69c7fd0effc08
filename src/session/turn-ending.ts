import type { Problem } from '../wire/errors'
import { OUTCOME_UNKNOWN } from './call-runner'
import { closingNow } from './closing'
import { keepCutOff } from './cut-off'
import { denyOpen } from './decide-approval'
import type { Store } from './store'
import type { TurnRow } from './turn-queue'

export type Ending = { status: 'completed' } | { status: 'stopped' } | { status: 'failed'; error: Problem }

/**
 * The only way a turn ends: its one terminal event, its answer on the pages, its rows settled (I3). Call inside a
 * transaction; whoever calls has kept the parts of the answer before.
 */
export function endTurn(store: Store, turn: TurnRow, ending: Ending): void {
  const error = ending.status === 'failed' ? ending.error : null
  const time = store.now()
  denyOpen(store, turn.id)
  if (ending.status !== 'completed') settleLoose(store, turn, ending.status, error)
  const usage = store.steps.usageOf(turn.id)
  const seq =
    ending.status === 'failed'
      ? store.log.append({ type: 'turn.failed', turnId: turn.id, usage, error: ending.error })
      : store.log.append({ type: `turn.${ending.status}`, turnId: turn.id, usage })
  const closing = JSON.stringify(closingNow(store, turn))
  store.turns.end(turn.id, { status: ending.status, time, seq, error, closing })
  store.conversation.touch(time)
  store.outbox.add('turn', turn.id)
}

/** Steps and calls that were cut off: the step keeps what is known, a call is stopped, or unknown where it may have reached outside. */
function settleLoose(store: Store, turn: TurnRow, status: 'failed' | 'stopped', error: Problem | null): void {
  keepCutOff(store, turn)
  store.steps.abandon(turn.id, status, error)
  for (const entry of store.ledger.unfinished(turn.id)) {
    const unknown = entry.stage === 'sent' && entry.effect === 'outside'
    const outcome = unknown ? 'unknown' : 'stopped'
    const output = unknown ? OUTCOME_UNKNOWN : 'The call was stopped before it ended.'
    // It may have been online already when it was cut off, and now nothing will ever list it.
    if (entry.stage === 'sent' && entry.effect === 'keyed') store.outbox.add('site', entry.invocationId)
    store.ledger.finish(entry, { status: outcome, output, images: [], preview: entry.preview, durationMs: null })
    store.log.append({
      type: 'tool.completed',
      turnId: turn.id,
      invocationId: entry.invocationId,
      name: entry.name,
      status: outcome,
      durationMs: null,
      preview: entry.preview,
      error: output,
    })
  }
}
