import { declareTools } from '../agent/declarations'
import { pause } from '../agent/pause'
import { type Delta, emptyOutcome, runStep, type StepCall, type StepOutcome, type StepRequest } from '../agent/step'
import type { Tool } from '../agent/tool'
import type { Prices } from '../env'
import { modelFailure } from '../models/failure'
import type { ChatModel } from '../models/model'
import { nanoUsdOf } from '../models/prices'
import { cursorAt } from './cursor'
import type { Fence } from './fence'
import { FrameWriter, type Segment } from './frame-writer'
import { type Guess, guessOf, NO_GUESS } from './guess'
import { promptOf } from './history'
import { Preparing } from './preparing'
import { type FailedCall, retryDelayMs } from './recovery'
import type { Store } from './store'
import type { TurnRow } from './turn-queue'

interface Parts {
  store: Store
  turn: TurnRow
  fence: Fence
  /** Asked before each call. Throws what ends the step, or lets it be tried again. */
  model: () => Promise<ChatModel>
  tools: readonly Tool[]
}

/** One try of a model call: what came so far, and the writers that tell of it. */
interface Attempt {
  step: number
  asked: Pick<StepRequest, 'prompt' | 'tools'>
  outcome: StepOutcome
  /** As they are at the call. */
  prices: Prices | null
  frames: FrameWriter
  preparing: Preparing
}

/** Makes a turn's model calls: tells of deltas as they come, tries again where that can help, keeps the outcome. */
export class StepRunner {
  #attempt: Attempt | undefined

  constructor(private readonly parts: Parts) {}

  /** The step's outcome is stored before this answers its tool calls. */
  async run(step: number): Promise<readonly StepCall[]> {
    this.#begin(step)
    const startedAt = this.parts.store.now()
    let waitedMs = 0
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#try(step)
      } catch (error) {
        const delayMs = this.#delayBefore(error, { attempt, waitedMs, elapsedMs: this.parts.store.now() - startedAt })
        if (delayMs === undefined) throw error
        waitedMs += delayMs
        await this.#retryAfter(step, error, delayMs)
      }
    }
  }

  /** Everything that came is told before the turn's end is. */
  flush(): void {
    this.#attempt?.frames.flush()
  }

  /** What a cut-off step had, kept with the turn's end; inside its transaction. */
  keepPartial(status: 'failed' | 'stopped'): void {
    if (this.#attempt) this.#keep(this.#attempt, status, [])
  }

  close(): void {
    this.#attempt?.frames.close()
    this.#attempt?.preparing.close()
    this.#attempt = undefined
  }

  /** A step that was cut off by a crash starts again, and watchers are told from where to discard (I14). */
  #begin(step: number): void {
    const { store, turn, fence } = this.parts
    fence.write(() => {
      if (store.steps.has(turn.id, step)) return this.#tellRestart(step)
      const seq = store.log.append({ type: 'step.started', turnId: turn.id, step })
      store.steps.start(turn.id, step, { time: store.now(), seq })
    })
  }

  #tellRestart(step: number): void {
    const { store, turn } = this.parts
    const discardAfter = cursorAt(store.steps.startedSeq(turn.id, step))
    store.log.append({ type: 'step.restarted', turnId: turn.id, step, discardAfter })
  }

  async #try(step: number): Promise<readonly StepCall[]> {
    const { store, turn, fence, model, tools } = this.parts
    const prompt = await promptOf(store, turn)
    const { languageModel, prices } = await model()
    const asked = { prompt, tools: declareTools(tools) }
    const attempt = this.#newAttempt(step, asked, prices)
    const { outcome, frames, preparing } = attempt
    await runStep(
      {
        ...asked,
        model: languageModel,
        signal: fence.signal,
        now: store.now,
        newId: () => store.newId('inv'),
        onDelta: (delta) => tell(delta, attempt),
      },
      outcome,
    )
    frames.flush()
    preparing.close()
    fence.write(() => this.#keep(attempt, 'completed', outcome.calls))
    this.#attempt = undefined
    return outcome.calls
  }

  #newAttempt(step: number, asked: Attempt['asked'], prices: Prices | null): Attempt {
    const { store, turn, fence, tools } = this.parts
    const write = (segments: Segment[]) =>
      fence.writeFromTimer(() => {
        for (const { type, text } of segments) store.log.append({ type: `${type}.delta`, turnId: turn.id, text })
      })
    const frames = new FrameWriter(store.now, write)
    const findTool = (name: string) => tools.find((tool) => tool.name === name)
    const preparing = new Preparing(turn.id, findTool, (event) => fence.writeFromTimer(() => store.log.append(event)))
    this.#attempt = { step, asked, outcome: emptyOutcome(), prices, frames, preparing }
    return this.#attempt
  }

  /** Parts, calls and figures of the step, before the next thing begins. */
  #keep(attempt: Attempt, status: 'completed' | 'failed' | 'stopped', calls: readonly StepCall[]): void {
    const { store, turn, tools } = this.parts
    const { step, outcome, prices } = attempt
    const { transcript, ledger, steps, log, turns } = store
    const { reasoning, text, usage, ttftMs, durationMs } = outcome
    if (reasoning !== '')
      transcript.addPart(turn.answer_id, step, { type: 'reasoning', text: reasoning, ...measured(outcome) })
    if (text !== '') transcript.addPart(turn.answer_id, step, { type: 'text', text })
    for (const { invocationId } of calls) transcript.addPart(turn.answer_id, step, { type: 'tool', invocationId })
    const effectOf = (name: string) => tools.find((tool) => tool.name === name)?.effect ?? 'none'
    ledger.intend(
      turn.id,
      step,
      calls.map((call) => ({ ...call, effect: effectOf(call.name) })),
    )
    const guess = status === 'failed' ? guessOfFailed(attempt) : guessOf(attempt.asked, outcome, prices)
    steps.end(turn.id, step, status, { ...outcome, nanoUsd: nanoUsdOf(usage, prices), guess })
    if (status !== 'completed') return
    turns.noteProgress(turn.id)
    log.append({ type: 'step.completed', turnId: turn.id, step, usage, ttftMs, durationMs: durationMs ?? 0 })
  }

  #delayBefore(error: unknown, call: Pick<FailedCall, 'attempt' | 'waitedMs' | 'elapsedMs'>): number | undefined {
    if (this.parts.fence.signal.aborted) return undefined
    const { retryable, retryAfterMs: askedMs } = modelFailure(error)
    if (!retryable) return undefined
    const [draw = 0] = crypto.getRandomValues(new Uint32Array(1))
    return retryDelayMs({ ...call, askedMs, chance: draw / 2 ** 32 })
  }

  async #retryAfter(step: number, error: unknown, delayMs: number): Promise<void> {
    const { store, turn, fence } = this.parts
    this.flush()
    const guess = this.#attempt ? guessOfFailed(this.#attempt) : NO_GUESS
    this.close()
    const reason = modelFailure(error).message
    fence.write(() => {
      store.steps.noteRetry(turn.id, step, guess)
      store.log.append({ type: 'step.retrying', turnId: turn.id, step, reason, delayMs })
    })
    await pause(delayMs, fence.signal)
    fence.write(() => this.#tellRestart(step))
  }
}

/** What a provider refused before anything came of it took nothing. */
function guessOfFailed({ asked, outcome, prices }: Attempt): Guess {
  const hasBegun = outcome.receivedBytes > 0 || outcome.responseId !== null
  return hasBegun ? guessOf(asked, outcome, prices) : NO_GUESS
}

function measured({ reasoningMs }: StepOutcome): { durationMs?: number } {
  return reasoningMs === null ? {} : { durationMs: reasoningMs }
}

function tell(delta: Delta, { frames, preparing }: Attempt): void {
  if (delta.type === 'arguments') {
    frames.flush()
    preparing.add(delta)
  } else frames.add(delta)
}
