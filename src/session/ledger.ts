import type { Effect } from '../agent/tool'
import { notFound } from '../errors'
import type { InvocationStatus } from '../wire/messages'
import type { Preview } from '../wire/preview'
import type { Invocation } from '../wire/turns'
import { shownCalls } from './shown-calls'

/** I7: `intent` before anything happens, `sent` just before the tool runs, `done` with its result. */
export type Stage = 'intent' | 'sent' | 'done'

type InvocationRow = {
  turn_id: string
  step: number
  position: number
  id: string
  call_id: string
  name: string
  input: string
  effect: Effect
  stage: Stage
  status: InvocationStatus
  output: string | null
  images: string | null
  preview: string | null
  started_at: number | null
  duration_ms: number | null
}

/** An invocation with what only the session needs of it. */
export interface LedgerEntry extends Invocation {
  turnId: string
  /** The provider's own id of the call, sent back with the result. */
  callId: string
  stage: Stage
  images: { path: string; mediaType: string }[]
}

export interface IntendedCall {
  invocationId: string
  callId: string
  name: string
  /** The arguments as JSON text; the raw text where they are not JSON. */
  input: string
  effect: Effect
}

export interface InvocationResult {
  status: Exclude<InvocationStatus, 'running'>
  output: string
  images: { path: string; mediaType: string }[]
  preview: Preview | null
  durationMs: number | null
}

/** The tool ledger of a conversation. */
export class Ledger {
  constructor(
    private readonly sql: SqlStorage,
    private readonly conversationId: string,
  ) {}

  intend(turnId: string, step: number, calls: readonly IntendedCall[]): void {
    for (const [position, call] of calls.entries()) {
      this.sql.exec(
        `INSERT INTO invocations (turn_id, step, position, id, call_id, name, input, effect, stage, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'intent', 'running')`,
        turnId,
        step,
        position,
        call.invocationId,
        call.callId,
        call.name,
        call.input,
        call.effect,
      )
    }
  }

  send(entry: LedgerEntry, preview: Preview | null, now: number): void {
    this.sql.exec(
      `UPDATE invocations SET stage = 'sent', started_at = ?, preview = ? WHERE turn_id = ? AND id = ?`,
      now,
      preview && JSON.stringify(preview),
      entry.turnId,
      entry.invocationId,
    )
  }

  /** From here on the call is never silently repeated. */
  goOutside(entry: LedgerEntry): void {
    this.sql.exec(
      "UPDATE invocations SET effect = 'outside' WHERE turn_id = ? AND id = ?",
      entry.turnId,
      entry.invocationId,
    )
  }

  /** A call that must wait, and has not been outside, stands again where it stood before it ran. */
  takeBack(entry: LedgerEntry): void {
    this.sql.exec(
      "UPDATE invocations SET stage = 'intent' WHERE turn_id = ? AND id = ?",
      entry.turnId,
      entry.invocationId,
    )
  }

  finish(entry: LedgerEntry, result: InvocationResult): void {
    this.sql.exec(
      `UPDATE invocations SET stage = 'done', status = ?, output = ?, images = ?, preview = ?, duration_ms = ?
       WHERE turn_id = ? AND id = ?`,
      result.status,
      result.output,
      result.images.length > 0 ? JSON.stringify(result.images) : null,
      result.preview && JSON.stringify(result.preview),
      result.durationMs,
      entry.turnId,
      entry.invocationId,
    )
  }

  /** A turn's calls in the order the model made them. */
  list(turnId: string): LedgerEntry[] {
    return this.#entries('WHERE turn_id = ?', turnId)
  }

  /** The same, within what a reply can carry: what is too long says where the whole is. */
  show(turnId: string): LedgerEntry[] {
    return shownCalls(
      this.list(turnId),
      ({ invocationId }) => `/api/conversations/${this.conversationId}/turns/${turnId}/invocations/${invocationId}`,
    )
  }

  get(turnId: string, invocationId: string): LedgerEntry {
    const [entry] = this.#entries('WHERE turn_id = ? AND id = ?', turnId, invocationId)
    if (!entry) throw notFound('invocation')
    return entry
  }

  /** Calls of a turn that were begun. */
  countMade(turnId: string): number {
    return this.sql
      .exec<{ n: number }>("SELECT count(*) AS n FROM invocations WHERE turn_id = ? AND stage <> 'intent'", turnId)
      .one().n
  }

  unfinished(turnId: string): LedgerEntry[] {
    return this.#entries("WHERE turn_id = ? AND stage <> 'done'", turnId)
  }

  #entries(condition: string, ...bindings: string[]): LedgerEntry[] {
    return this.sql
      .exec<InvocationRow>(`SELECT * FROM invocations ${condition} ORDER BY step, position`, ...bindings)
      .toArray()
      .map(entryOf)
  }
}

function entryOf(row: InvocationRow): LedgerEntry {
  return {
    turnId: row.turn_id,
    callId: row.call_id,
    stage: row.stage,
    images: row.images === null ? [] : JSON.parse(row.images),
    invocationId: row.id,
    step: row.step,
    name: row.name,
    input: parsedInput(row.input),
    effect: row.effect,
    status: row.status,
    output: row.output,
    preview: row.preview === null ? null : JSON.parse(row.preview),
    startedAt: row.started_at,
    durationMs: row.duration_ms,
  }
}

/** No tool takes arguments that nest deeper, and whatever writes JSON again recurses: it would fail for good. */
const DEPTH_MAX = 200

/** Arguments that are not JSON, or nest without measure, stay the text that the model sent. */
export function parsedInput(text: string): unknown {
  try {
    const input: unknown = JSON.parse(text === '' ? '{}' : text)
    return isShallow(input) ? input : text
  } catch {
    return text
  }
}

function isShallow(input: unknown): boolean {
  let level = [input]
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return level.length === 0
}
