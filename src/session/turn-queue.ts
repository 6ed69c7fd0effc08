import { notFound } from '../errors'
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
  /** Restarts since the last progress, and when the first of them was. */
  restarts: number
  recovering_since: number | null
  /** When the loop may start again; null while it runs. */
  resume_at: number | null
  created_at: number
  started_at: number | null
  ended_at: number | null
  first_seq: number
  started_seq: number | null
  ended_seq: number | null
  error: string | null
  /** Under which OKCVM was reached when the message came; null in turns of earlier releases. */
  host: string | null
  /** The surroundings of the turn as they were at its end, as JSON. */
  closing: string | null
}

/** Of a turn's first loop: written with its start, so that a turn costs one row less. */
export const FIRST_EPOCH = 1

export interface TurnStart {
  time: number
  /** The number of turn.started. */
  seq: number
}

export interface TurnEnd {
  status: 'completed' | 'failed' | 'stopped'
  time: number
  /** The number of the terminal event. */
  seq: number
  error: Problem | null
  /** As JSON. */
  closing: string
}

/** The turns of a conversation: at most one runs, the others wait in their places. */
export class TurnQueue {
  constructor(private readonly sql: SqlStorage) {}

  find(id: string): TurnRow | undefined {
    return this.sql.exec<TurnRow>('SELECT * FROM turns WHERE id = ?', id).toArray()[0]
  }

  get(id: string): TurnRow {
    const turn = this.find(id)
    if (!turn) throw notFound('turn')
    return turn
  }

  get running(): TurnRow | undefined {
    return this.sql.exec<TurnRow>("SELECT * FROM turns WHERE status = 'running'").toArray()[0]
  }

  /** In the order in which they will start. */
  get waiting(): TurnRow[] {
    return this.sql.exec<TurnRow>("SELECT * FROM turns WHERE status = 'queued' ORDER BY place").toArray()
  }

  /** Ids of the turns that are over. */
  ended(): string[] {
    return this.sql
      .exec<{ id: string }>('SELECT id FROM turns WHERE ended_at IS NOT NULL')
      .toArray()
      .map(({ id }) => id)
  }

  /** A turn that starts at once is written once. */
  add(
    turn: Pick<TurnRow, 'id' | 'message_id' | 'answer_id' | 'model' | 'created_at' | 'first_seq' | 'waited' | 'host'>,
    where: 'first' | 'last',
    started?: TurnStart,
  ): void {
    const [edge] = this.sql
      .exec<{ low: number | null; high: number | null }>(
        "SELECT min(place) AS low, max(place) AS high FROM turns WHERE status = 'queued'",
      )
      .toArray()
    const place = where === 'first' ? (edge?.low ?? 0) - 1 : (edge?.high ?? 0) + 1
    this.sql.exec(
      `INSERT INTO turns (id, message_id, answer_id, status, model, place, waited, created_at, first_seq, host,
         started_at, started_seq, epoch)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      turn.id,
      turn.message_id,
      turn.answer_id,
      started ? 'running' : 'queued',
      turn.model,
      place,
      turn.waited,
      turn.created_at,
      turn.first_seq,
      turn.host,
      started?.time ?? null,
      started?.seq ?? null,
      started ? FIRST_EPOCH : 0,
    )
  }

  start(id: string, at: TurnStart): void {
    this.sql.exec(
      "UPDATE turns SET status = 'running', started_at = ?, started_seq = ?, epoch = ? WHERE id = ?",
      at.time,
      at.seq,
      FIRST_EPOCH,
      id,
    )
  }

  end(id: string, { status, time, seq, error, closing }: TurnEnd): void {
    this.sql.exec(
      `UPDATE turns SET status = ?, ended_at = ?, ended_seq = ?, error = ?, closing = ?, epoch = epoch + 1
       WHERE id = ?`,
      status,
      time,
      seq,
      error && JSON.stringify(error),
      closing,
      id,
    )
  }

  /** Where the log can be cut: the end of a turn that ended before a time, where no younger turn has begun yet. */
  cutBefore(time: number): number | undefined {
    const [row] = this.sql
      .exec<{ seq: number | null }>(
        `SELECT max(ended_seq) AS seq FROM turns WHERE ended_at <= ?1
         AND ended_seq < (SELECT coalesce(min(first_seq), 9e15) FROM turns WHERE ended_at IS NULL OR ended_at > ?1)`,
        time,
      )
      .toArray()
    return row?.seq ?? undefined
  }

  /** When the oldest turn that the log still tells of ended. */
  firstEndAfter(floor: number): number | undefined {
    return (
      this.sql.exec<{ at: number | null }>('SELECT min(ended_at) AS at FROM turns WHERE ended_seq > ?', floor).one()
        .at ?? undefined
    )
  }

  noteRestart(id: string, { now, resumeAt }: { now: number; resumeAt: number }): void {
    this.sql.exec(
      'UPDATE turns SET restarts = restarts + 1, recovering_since = coalesce(recovering_since, ?), resume_at = ? WHERE id = ?',
      now,
      resumeAt,
      id,
    )
  }

  noteResumed(id: string): void {
    this.sql.exec('UPDATE turns SET resume_at = NULL WHERE id = ? AND resume_at IS NOT NULL', id)
  }

  /** A completed step or tool result; a delta is none. */
  noteProgress(id: string): void {
    this.sql.exec('UPDATE turns SET restarts = 0, recovering_since = NULL WHERE id = ? AND restarts > 0', id)
  }

  /** A new loop takes the turn; what an older one still writes is refused from here on. */
  raiseEpoch(id: string): number {
    return this.sql.exec<{ epoch: number }>('UPDATE turns SET epoch = epoch + 1 WHERE id = ? RETURNING epoch', id).one()
      .epoch
  }

  isCurrent(id: string, epoch: number): boolean {
    return (
      this.sql.exec("SELECT 1 FROM turns WHERE id = ? AND epoch = ? AND status = 'running'", id, epoch).toArray()
        .length > 0
    )
  }
}
