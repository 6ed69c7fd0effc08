import type { LogEvent } from '../wire/events'
import { cursorAt } from './cursor'
import type { Store } from './store'
import type { TurnRow } from './turn-queue'

/**
 * A step that nobody is making any more, after a crash or between two tries, ends with its turn: what watchers were
 * told of it and not told to discard becomes part of the answer (I14). Inside the transaction that ends the turn.
 */
export function keepCutOff(store: Store, turn: TurnRow): void {
  const cutOff = store.steps.list(turn.id).find(({ status }) => status === 'running')
  if (!cutOff) return
  const told = { reasoning: '', text: '' }
  for (const event of eventsAfter(store, store.steps.startedSeq(turn.id, cutOff.step))) {
    if (!('turnId' in event) || event.turnId !== turn.id) continue
    if (event.type === 'step.restarted') Object.assign(told, { reasoning: '', text: '' })
    if (event.type === 'reasoning.delta') told.reasoning += event.text
    if (event.type === 'text.delta') told.text += event.text
  }
  for (const type of ['reasoning', 'text'] as const) {
    if (told[type] !== '') store.transcript.addPart(turn.answer_id, cutOff.step, { type, text: told[type] })
  }
}

function* eventsAfter({ log }: Store, seq: number): Generator<LogEvent> {
  let after = cursorAt(seq)
  for (let page = log.page(after); page.rows.length > 0; page = log.page(after)) {
    for (const { cursor, body } of page.rows) {
      yield JSON.parse(body)
      after = cursor
    }
  }
}
