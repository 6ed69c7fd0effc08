import type { StepUse } from './spending'

/** A turn by the message that began it. */
export interface TurnKey {
  conversation: string
  message: string
}

/** Longer than a step takes. Every step speaks for its turn and those that wait behind it; no other keeps its place. */
const HELD_MS = 60 * 60_000

/** Long after any report could still come. */
const KEPT_MS = 40 * 24 * 60 * 60_000

/** The account's turns that run or wait, and how far the use of each is counted. */
export class LiveTurns {
  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
  ) {}

  has({ conversation, message }: TurnKey): boolean {
    return (
      this.sql.exec('SELECT 1 FROM turns WHERE conversation = ? AND message = ?', conversation, message).toArray()
        .length > 0
    )
  }

  /** Those that hold a place. */
  count(): number {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM turns WHERE held_until > ?', this.now()).one().n
  }

  begin({ conversation, message }: TurnKey): void {
    const now = this.now()
    this.sql.exec('DELETE FROM turns WHERE held_until < ?', now - KEPT_MS)
    this.sql.exec(
      'INSERT INTO turns (conversation, message, held_until) VALUES (?, ?, ?)',
      conversation,
      message,
      now + HELD_MS,
    )
  }

  /** Answers the uses that were not counted before; undefined where there is no such turn (any more). */
  advance(key: TurnKey, uses: readonly StepUse[]): StepUse[] | undefined {
    const fresh = this.#fresh(key, uses)
    const last = fresh?.at(-1)
    if (last) {
      const { conversation, message } = key
      this.sql.exec(
        'UPDATE turns SET counted = ? WHERE conversation = ? AND message = ?',
        last.step,
        conversation,
        message,
      )
    }
    return fresh
  }

  /** Keeps the places of these turns of a conversation; writes nothing while half of the time is left. */
  renew(conversation: string, messages: readonly string[]): void {
    const now = this.now()
    this.sql.exec(
      `UPDATE turns SET held_until = ? WHERE conversation = ? AND held_until < ?
       AND message IN (SELECT value FROM json_each(?))`,
      now + HELD_MS,
      conversation,
      now + HELD_MS / 2,
      JSON.stringify(messages),
    )
  }

  /** Like `advance`, and the turn is over. */
  end(key: TurnKey, uses: readonly StepUse[]): StepUse[] {
    const fresh = this.#fresh(key, uses) ?? []
    this.sql.exec('DELETE FROM turns WHERE conversation = ? AND message = ?', key.conversation, key.message)
    return fresh
  }

  forget(conversation: string): void {
    this.sql.exec('DELETE FROM turns WHERE conversation = ?', conversation)
  }

  #fresh({ conversation, message }: TurnKey, uses: readonly StepUse[]): StepUse[] | undefined {
    const [row] = this.sql
      .exec<{ counted: number }>(
        'SELECT counted FROM turns WHERE conversation = ? AND message = ?',
        conversation,
        message,
      )
      .toArray()
    return row && uses.filter(({ step }) => step > row.counted)
  }
}
