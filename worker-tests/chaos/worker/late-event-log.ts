import { cursorAt } from '../../../src/session/cursor'
import { EventLog } from '../../../src/session/event-log'
import type { LogPage, NewEvent } from '../../../src/wire/events'

/** Long enough for a kill to fall between what was said and what is kept. */
const LATE_MS = 100

/**
 * The mutant takes the place of src/session/event-log.ts: it says each frame first and inserts it LATE_MS later, the
 * mistake that I2 forbids. A chaos run that does not fail on it proves nothing.
 */
class LateEventLog extends EventLog {
  readonly #late = new Map<number, string>()
  readonly #sql: SqlStorage
  readonly #now: () => number
  readonly #announce: () => void

  constructor(sql: SqlStorage, now: () => number, announce: () => void) {
    super(sql, now, announce)
    this.#sql = sql
    this.#now = now
    this.#announce = announce
  }

  override get last(): number {
    return Math.max(super.last, ...this.#late.keys())
  }

  override append(event: NewEvent): number {
    if (event.type !== 'text.delta' && event.type !== 'reasoning.delta') return super.append(event)
    const seq = this.last + 1
    const { type, ...rest } = event
    this.#late.set(seq, JSON.stringify({ type, at: this.#now(), ...rest }))
    setTimeout(() => this.#insert(seq), LATE_MS)
    queueMicrotask(() => this.#announce())
    return seq
  }

  override pageFrom(from: number, last = this.last): LogPage {
    const stored = super.pageFrom(from, last)
    const late = [...this.#late].filter(([seq]) => seq > from).map(([seq, body]) => ({ cursor: cursorAt(seq), body }))
    const rows = [...stored.rows, ...late].sort((a, b) => (a.cursor < b.cursor ? -1 : 1))
    return { ...stored, rows }
  }

  #insert(seq: number): void {
    this.#sql.exec('INSERT INTO events (seq, body) VALUES (?, ?)', seq, this.#late.get(seq) ?? '')
    this.#late.delete(seq)
  }
}

export { LateEventLog as EventLog }
