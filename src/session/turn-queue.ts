import type { Problem } from '../wire/errors'
import type { TurnStatus } from '../wire/turns'

export type TurnRow = {
  id: string
  message_id: string
  answer_id: string
  status: TurnStatus
  model: string
  /** Where it waits; the lowest starts first. */
  place: number
  /** 1 where another turn ran when it came. */
  waited: number
  /** Raised whenever a loop takes the turn; an older loop's writes are refused (I6). */
  epoch: number
  created_at: number
  started_at: number | null
  ended_at: number | null
  first_seq: number
  started_seq: number | null
  ended_seq: number | null
  error: string | null
}

/** The turns of a conversation: at most one runs, the others wait in their places. */
export class TurnQueue {
  constructor(private readonly sql: SqlStorage) {}

  find(id: string): TurnRow | undefined {
    return this.sql.exec<TurnRow>('SELECT * FROM turns WHERE id = ?', id).toArray()[0]
  }

  get running(): TurnRow | undefined {
    return this.sql.exec<TurnRow>("SELECT * FROM turns WHERE status = 'running'").toArray()[0]
  }

  /** In the order in which they will start. */
  get waiting(): TurnRow[] {
    return this.sql.exec<TurnRow>("SELECT * FROM turns WHERE status = 'queued' ORDER BY place").toArray()
  }

  add(turn: Pick<TurnRow, 'id' | 'message_id' | 'answer_id' | 'model' | 'created_at' | 'first_seq' | 'waited'>, where: 'first' | 'last'): void {
    const [edge] = this.sql
      .exec<{ low: number | null; high: number | null }>("SELECT min(place) AS low, max(place) AS high FROM turns WHERE status = 'queued'")
      .toArray()
    const place = where === 'first' ? (edge?.low ?? 0) - 1 : (edge?.high ?? 0) + 1
    this.sql.exec(
      `INSERT INTO turns (id, message_id, answer_id, status, model, place, waited, created_at, first_seq)
       VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?)`,
      turn.id,
      turn.message_id,
      turn.answer_id,
      turn.model,
      place,
      turn.waited,
      turn.created_at,
      turn.first_seq,
    )
  }

  start(id: string, at: { time: number; seq: number }): void {
    this.sql.exec("UPDATE turns SET status = 'running', started_at = ?, started_seq = ? WHERE id = ?", at.time, at.seq, id)
  }

  end(id: string, status: 'completed' | 'failed' | 'stopped', at: { time: number; seq: number }, error: Problem | null): void {
    this.sql.exec(
      'UPDATE turns SET status = ?, ended_at = ?, ended_seq = ?, error = ?, epoch = epoch + 1 WHERE id = ?',
      status,
      at.time,
      at.seq,
      error && JSON.stringify(error),
      id,
    )
  }

  /** A new loop takes the turn; what an older one still writes is refused from here on. */
  raiseEpoch(id: string): number {
    return this.sql.exec<{ epoch: number }>('UPDATE turns SET epoch = epoch + 1 WHERE id = ? RETURNING epoch', id).one().epoch
  }

  isCurrent(id: string, epoch: number): boolean {
    return this.sql.exec("SELECT 1 FROM turns WHERE id = ? AND epoch = ? AND status = 'running'", id, epoch).toArray().length > 0
  }
}
