import type { MeterStub } from '../accounts/reach-meter'
import { countRefusal, refusalError, type Spent, turnRefusal } from '../accounts/refusals'
import type { StepUse } from '../accounts/spending'
import type { Limits } from '../limits'
import type { Store } from './store'
import type { TurnRow } from './turn-queue'

/** A running turn waits this many tries, about half a minute, for its account's Meter. */
const PATIENT_TRIES = 9

/** Asks the Meter of the conversation's account. Throws unavailable where it cannot be reached. */
export type AskMeter = <T>(
  ask: (meter: MeterStub) => Promise<T>,
  patience?: { tries?: number; signal?: AbortSignal },
) => Promise<T>

interface Parts {
  store: Store
  askMeter: AskMeter
  limits: Limits
}

/**
 * What this conversation's turns use of their account. Use is counted after each step and asked about before the next,
 * so a cap is overshot by one model call a turn at most. What a step used stays in its row, so that a report that a crash
 * cut off comes again, and the Meter counts each step once.
 */
export class Metering {
  constructor(private readonly parts: Parts) {}

  /** Gives a message's turn its place before anything of it is written; a repeat has it. Throws limit_reached. */
  async begin(messageId: string): Promise<void> {
    const { store, askMeter, limits } = this.parts
    const waiting = store.turns.waiting.length
    const tooMany = store.turns.running ? countRefusal('turnsWaiting', waiting, limits, store.now()) : null
    if (tooMany) throw refusalError(tooMany)
    // The place of a turn that has just ended is free for the next one.
    for (const turnId of store.outbox.waiting('turn')) await this.end(turnId)
    const refusal = await askMeter((meter) => meter.beginTurn(this.#keyOf(messageId), limits))
    if (refusal) throw refusalError(refusal)
  }

  /** Gives a place back whose turn never came to be. */
  async giveUp(messageId: string): Promise<void> {
    await this.parts.askMeter((meter) => meter.endTurn(this.#keyOf(messageId), []))
  }

  /**
   * Counts the steps before this one. Throws limit_reached where no further model call may be made. `hasPlace` of a turn
   * whose place was given a moment ago.
   */
  async beforeStep(turn: TurnRow, { hasPlace, signal }: { hasPlace: boolean; signal: AbortSignal }): Promise<void> {
    const { store, limits, askMeter } = this.parts
    const uses = this.#usesOf(turn)
    const tooMuch = turnRefusal(spentIn(uses), limits)
    if (tooMuch) throw refusalError(tooMuch)
    if (hasPlace) return
    const key = this.#keyOf(turn.message_id)
    const patience = { tries: PATIENT_TRIES, signal }
    const advance = () => {
      const waiting = store.turns.waiting.map(({ message_id }) => message_id)
      return askMeter((meter) => meter.advanceTurn(key, uses, limits, waiting), patience)
    }
    let answer = await advance()
    if (answer === 'unknown') {
      await askMeter((meter) => meter.resumeTurn(key), patience)
      answer = await advance()
    }
    if (answer !== null && answer !== 'unknown') throw refusalError(answer)
  }

  /** Throws limit_reached where the turn has made all the tool calls that it may. */
  beforeCall(turn: TurnRow): void {
    const { store, limits } = this.parts
    const refusal = countRefusal('toolCallsPerTurn', store.ledger.countMade(turn.id), limits, store.now())
    if (refusal) throw refusalError(refusal)
  }

  /** Counts the last steps of a turn that is over, and frees its place. */
  async end(turnId: string): Promise<void> {
    const turn = this.parts.store.turns.find(turnId)
    if (!turn) return
    await this.parts.askMeter((meter) => meter.endTurn(this.#keyOf(turn.message_id), this.#usesOf(turn)))
  }

  /** The conversation is deleted: what its turns used is counted, and it holds nothing any more. */
  async leave(): Promise<void> {
    const { store, askMeter } = this.parts
    for (const turnId of store.outbox.waiting('turn')) await this.end(turnId)
    const { id } = store.conversation.get()
    await askMeter((meter) => meter.forget(id))
  }

  #keyOf(message: string): { conversation: string; message: string } {
    return { conversation: this.parts.store.conversation.get().id, message }
  }

  /** Of the steps that are over: what they used no longer changes. */
  #usesOf({ id, model }: TurnRow): StepUse[] {
    return this.parts.store.steps.uses(id).map((use) => ({ ...use, model }))
  }
}

/** With what is only guessed: a limit that nobody could reach by stopping each call in time would be none. */
function spentIn(uses: readonly StepUse[]): Spent {
  const sum = (figure: (use: StepUse) => number) => uses.reduce((total, use) => total + figure(use), 0)
  return {
    tokens: sum((use) => (use.inputTokens ?? 0) + (use.outputTokens ?? 0) + (use.guessedTokens ?? 0)),
    usd: sum((use) => (use.nanoUsd ?? 0) + (use.guessedNanoUsd ?? 0)) / 1e9,
  }
}
