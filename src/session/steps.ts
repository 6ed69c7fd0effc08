import type { StepOutcome } from '../agent/step'
import type { Problem } from '../wire/errors'
import type { Usage } from '../wire/messages'
import type { Step } from '../wire/turns'
import type { Guess } from './guess'

type StepRow = {
  step: number
  status: Step['status']
  model: string | null
  response_id: string | null
  finish_reason: string | null
  input_tokens: number | null
  cached_tokens: number | null
  output_tokens: number | null
  reasoning_tokens: number | null
  ttft_ms: number | null
  duration_ms: number | null
  retries: number
  started_at: number
  started_seq: number
  error: string | null
  nano_usd: number | null
  guessed_tokens: number
  guessed_nano_usd: number
}

/** What a step that is over used. Money in billionths of a US dollar; null is unknown. */
export interface UsedByStep extends Usage {
  step: number
  nanoUsd: number | null
  /** For limits alone: what its calls took of which no provider told. */
  guessedTokens: number
  guessedNanoUsd: number
}

export const UNKNOWN_USAGE: Usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null }

/** One row a model call: what telemetry shows after any reload. */
export class Steps {
  constructor(private readonly sql: SqlStorage) {}

  start(turnId: string, step: number, at: { time: number; seq: number }): void {
    this.sql.exec(
      `INSERT INTO steps (turn_id, step, status, started_at, started_seq) VALUES (?, ?, 'running', ?, ?)`,
      turnId,
      step,
      at.time,
      at.seq,
    )
  }

  end(
    turnId: string,
    step: number,
    status: Step['status'],
    outcome: StepOutcome & { nanoUsd: number | null; guess: Guess },
  ): void {
    const { usage, guess } = outcome
    this.sql.exec(
      `UPDATE steps SET status = ?, model = ?, response_id = ?, finish_reason = ?, input_tokens = ?, cached_tokens = ?,
       output_tokens = ?, reasoning_tokens = ?, ttft_ms = ?, duration_ms = ?, nano_usd = ?,
       guessed_tokens = guessed_tokens + ?, guessed_nano_usd = guessed_nano_usd + ? WHERE turn_id = ? AND step = ?`,
      status,
      outcome.model,
      outcome.responseId,
      outcome.finishReason,
      usage.inputTokens,
      usage.cachedTokens,
      usage.outputTokens,
      usage.reasoningTokens,
      outcome.ttftMs,
      outcome.durationMs,
      outcome.nanoUsd,
      guess.tokens,
      guess.nanoUsd,
      turnId,
      step,
    )
  }

  /** A step that was cut off without its outcome: what it measured is unknown. */
  abandon(turnId: string, status: 'failed' | 'stopped', error: Problem | null): void {
    this.sql.exec(
      `UPDATE steps SET status = ?, error = ? WHERE turn_id = ? AND status = 'running'`,
      status,
      error && JSON.stringify(error),
      turnId,
    )
  }

  has(turnId: string, step: number): boolean {
    return this.sql.exec('SELECT 1 FROM steps WHERE turn_id = ? AND step = ?', turnId, step).toArray().length > 0
  }

  /** The step to make next: one that was cut off is made again. */
  next(turnId: string): number {
    const last = this.list(turnId).at(-1)
    if (!last) return 1
    return last.status === 'running' ? last.step : last.step + 1
  }

  /** The number of the event that told of the step's start. */
  startedSeq(turnId: string, step: number): number {
    return this.sql
      .exec<{ seq: number }>('SELECT started_seq AS seq FROM steps WHERE turn_id = ? AND step = ?', turnId, step)
      .one().seq
  }

  /** With what the call that failed took, as far as nobody told. */
  noteRetry(turnId: string, step: number, guess: Guess): void {
    this.sql.exec(
      `UPDATE steps SET retries = retries + 1, guessed_tokens = guessed_tokens + ?,
       guessed_nano_usd = guessed_nano_usd + ? WHERE turn_id = ? AND step = ?`,
      guess.tokens,
      guess.nanoUsd,
      turnId,
      step,
    )
  }

  uses(turnId: string): UsedByStep[] {
    return this.sql
      .exec<StepRow>("SELECT * FROM steps WHERE turn_id = ? AND status <> 'running' ORDER BY step", turnId)
      .toArray()
      .map((row) => ({
        step: row.step,
        ...usageIn(row),
        nanoUsd: row.nano_usd,
        guessedTokens: row.guessed_tokens,
        guessedNanoUsd: row.guessed_nano_usd,
      }))
  }

  list(turnId: string): Step[] {
    return this.sql.exec<StepRow>('SELECT * FROM steps WHERE turn_id = ? ORDER BY step', turnId).toArray().map(stepOf)
  }

  /** The sum over a turn's steps; a figure that any step lacks is unknown for the whole. */
  usageOf(turnId: string): Usage {
    const steps = this.list(turnId)
    if (steps.length === 0) return UNKNOWN_USAGE
    const total = (figure: keyof Usage) =>
      steps.reduce<number | null>(
        (sum, { usage }) => (sum === null || usage[figure] === null ? null : sum + usage[figure]),
        0,
      )
    return {
      inputTokens: total('inputTokens'),
      cachedTokens: total('cachedTokens'),
      outputTokens: total('outputTokens'),
      reasoningTokens: total('reasoningTokens'),
    }
  }
}

function stepOf(row: StepRow): Step {
  return {
    step: row.step,
    status: row.status,
    model: row.model,
    responseId: row.response_id,
    finishReason: row.finish_reason,
    usage: usageIn(row),
    ttftMs: row.ttft_ms,
    durationMs: row.duration_ms,
    retries: row.retries,
    startedAt: row.started_at,
    error: row.error === null ? null : JSON.parse(row.error),
  }
}

function usageIn(row: StepRow): Usage {
  return {
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
  }
}
