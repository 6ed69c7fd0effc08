import { AppError } from '../errors'
import type { LogPage, NewEvent } from '../wire/events'
import { cursorAt, seqOf } from './cursor'

/** A page holds at least one event and stops after this many characters. */
const PAGE_CHARS = 64 * 1024

/**
 * The conversation's log: numbered without gap, each event one row, inserted before anyone sees it (I1, I2).
 * Writes happen inside the caller's transaction; `announce` runs after it and reads what was really stored.
 */
export class EventLog {
  #announcing = false

  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
    private readonly announce: () => void,
  ) {}

  /** The number of the newest event; the floor where the log is empty. */
  get last(): number {
    const [row] = this.sql.exec<{ last: number | null }>('SELECT max(seq) AS last FROM events').toArray()
    return row?.last ?? this.floor
  }

  /** Events up to and including this number are gone. */
  get floor(): number {
    return this.sql.exec<{ floor: number }>('SELECT floor FROM conversation').one().floor
  }

  /** Stores an event and answers its number. */
  append(event: NewEvent): number {
    const { type, ...rest } = event
    const seq = this.last + 1
    this.sql.exec(
      'INSERT INTO events (seq, body) VALUES (?, ?)',
      seq,
      JSON.stringify({ type, at: this.now(), ...rest }),
    )
    this.#announceSoon()
    return seq
  }

  /** The events after a cursor; from the floor without one. Throws invalid_cursor or cursor_expired (I4). */
  page(after: string | undefined): LogPage {
    const { last, floor } = this
    const from = after === undefined ? floor : seqOf(after)
    if (from > last)
      throw new AppError('invalid_cursor', 'This cursor lies ahead of the log. Read the messages again and use theirs.')
    if (from < floor)
      throw new AppError(
        'cursor_expired',
        'The log no longer goes back that far. Reload the messages and go on from their cursor.',
      )
    return this.pageFrom(from, last)
  }

  /** Forgets the events up to a number; only ever a prefix. */
  trim(upTo: number): void {
    if (upTo >= this.last) this.#empty()
    else this.sql.exec('DELETE FROM events WHERE seq <= ?', upTo)
    this.sql.exec('UPDATE conversation SET floor = max(floor, ?)', upTo)
  }

  /** A deleted row is billed like a written one; a dropped table is not. */
  #empty(): void {
    const { sql } = this.sql.exec<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'events'").one()
    this.sql.exec(`DROP TABLE events; ${sql}`)
  }

  pageFrom(from: number, last = this.last): LogPage {
    const rows: LogPage['rows'] = []
    let chars = 0
    for (const { seq, body } of this.sql.exec<{ seq: number; body: string }>(
      'SELECT seq, body FROM events WHERE seq > ? ORDER BY seq',
      from,
    )) {
      if (rows.length > 0 && chars + body.length > PAGE_CHARS) break
      rows.push({ cursor: cursorAt(seq), body })
      chars += body.length
    }
    return { after: cursorAt(from), rows, last: cursorAt(last) }
  }

  /** A microtask runs after the transaction that appends, and once for all that it appends. */
  #announceSoon(): void {
    if (this.#announcing) return
    this.#announcing = true
    queueMicrotask(() => {
      this.#announcing = false
      this.announce()
    })
  }
}
