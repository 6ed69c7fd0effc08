import { declareTools } from '../agent/declarations'
import { runTurn } from '../agent/loop'
import { type Delta, emptyOutcome, runStep, type StepCall, type StepOutcome } from '../agent/step'
import type { Tool } from '../agent/tool'
import { modelFailure } from '../models/failure'
import type { ChatModel } from '../models/model'
import { reportUnexpected } from '../telemetry'
import { OUTPUT_CHARS } from '../wire/events'
import { FrameWriter } from './frame-writer'
import { promptOf } from './history'
import { type LedgerEntry, parsedInput } from './ledger'
import { Preparing } from './preparing'
import { failed, runTool, sentenceFor, type ToolOutcome } from './run-tool'
import type { Store } from './store'
import { CallToolbox } from './toolbox'
import { type Ending, endTurn } from './turn-ending'
import type { TurnRow } from './turn-queue'

export interface Machinery {
  /** Throws where the settings name no usable model. */
  model: () => ChatModel
  tools: readonly Tool[]
  maxSteps: number
  bucket: R2Bucket
  sitesHost: string | undefined
}

/** Another loop, or a stop, owns the turn now; whatever this one still does is not written. */
class Superseded extends Error {
  override name = 'Superseded'
}

/** One loop over one turn. Every write checks its epoch in the transaction that it writes in (I6). */
export class LiveTurn {
  readonly #abort = new AbortController()
  readonly #epoch: number
  #step: { number: number; outcome: StepOutcome; frames: FrameWriter; preparing: Preparing } | undefined

  constructor(
    private readonly store: Store,
    readonly turn: TurnRow,
    private readonly machinery: Machinery,
  ) {
    this.#epoch = store.turns.raiseEpoch(turn.id)
  }

  /** Runs to the turn's end. Never throws: what fails ends the turn as failed. */
  async run(): Promise<void> {
    try {
      const end = await runTurn({
        firstStep: this.store.steps.count(this.turn.id) + 1,
        maxSteps: this.machinery.maxSteps,
        step: (step) => this.#runStep(step),
        invoke: (step, call) => this.#invoke(step, call),
      })
      this.#end(end === 'completed' ? { status: 'completed' } : this.#stepLimit())
    } catch (error) {
      if (error instanceof Superseded || this.#abort.signal.aborted) return
      this.#fail(error)
    }
  }

  /** I9: from here on nothing of this turn starts. What had come is kept, with the usage that is known. */
  stop(): void {
    this.#end({ status: 'stopped' })
    this.#abort.abort(new Superseded())
  }

  async #runStep(step: number): Promise<readonly StepCall[]> {
    const { store, turn, machinery } = this
    const prompt = await promptOf(store, turn)
    const outcome = emptyOutcome()
    const frames = new FrameWriter(store.now, (segments) =>
      this.#writeSoon(() => {
        for (const { type, text } of segments) store.log.append({ type: `${type}.delta`, turnId: turn.id, text })
      }),
    )
    const preparing = new Preparing(turn.id, (name) => this.#findTool(name), (event) => this.#writeSoon(() => store.log.append(event)))
    this.#write(() => {
      const seq = store.log.append({ type: 'step.started', turnId: turn.id, step })
      store.steps.start(turn.id, step, { time: store.now(), seq: seq - 1 })
    })
    this.#step = { number: step, outcome, frames, preparing }
    await runStep(
      {
        model: machinery.model().languageModel,
        prompt,
        tools: declareTools(machinery.tools),
        signal: this.#abort.signal,
        now: store.now,
        newId: () => store.newId('inv'),
        onDelta: (delta) => this.#tell(delta, frames, preparing),
      },
      outcome,
    )
    frames.flush()
    preparing.close()
    this.#write(() => this.#keepStep('completed'))
    this.#step = undefined
    return outcome.calls
  }

  #tell(delta: Delta, frames: FrameWriter, preparing: Preparing): void {
    if (delta.type !== 'arguments') return frames.add(delta)
    frames.flush()
    preparing.add(delta)
  }

  /** The step's parts, calls and figures in one transaction, before the next thing begins. */
  #keepStep(status: 'completed' | 'failed' | 'stopped'): void {
    const step = this.#step
    if (!step) return
    const { store, turn } = this
    const { outcome, number } = step
    const calls = status === 'completed' ? outcome.calls : []
    if (outcome.reasoning !== '') store.transcript.addPart(turn.answer_id, number, { type: 'reasoning', text: outcome.reasoning })
    if (outcome.text !== '') store.transcript.addPart(turn.answer_id, number, { type: 'text', text: outcome.text })
    for (const { invocationId } of calls) store.transcript.addPart(turn.answer_id, number, { type: 'tool', invocationId })
    store.ledger.intend(turn.id, number, calls.map((call) => ({ ...call, effect: this.#findTool(call.name)?.effect ?? 'none' })))
    store.steps.end(turn.id, number, status, outcome, null)
    if (status !== 'completed') return
    const { usage, ttftMs, durationMs } = outcome
    store.log.append({ type: 'step.completed', turnId: turn.id, step: number, usage, ttftMs, durationMs: durationMs ?? 0 })
  }

  async #invoke(_step: number, call: StepCall): Promise<void> {
    const { store, turn, machinery } = this
    const entry = store.ledger.list(turn.id).find(({ invocationId }) => invocationId === call.invocationId)
    if (!entry || entry.stage === 'done') return
    const tool = this.#findTool(call.name)
    const input = parsedInput(call.input)
    const preview = tool && typeof input === 'object' && input !== null ? tool.preview(input) : null
    const startedAt = store.now()
    const { invocationId, name } = call
    this.#write(() => {
      store.ledger.send(entry, preview, startedAt)
      store.log.append({ type: 'tool.started', turnId: turn.id, invocationId, name, input, preview })
    })
    const toolbox = new CallToolbox(store, {
      bucket: machinery.bucket,
      sitesHost: machinery.sitesHost,
      turnId: turn.id,
      invocationId,
      signal: this.#abort.signal,
      progress: (shown) =>
        this.#writeSoon(() => store.log.append({ type: 'tool.progress', turnId: turn.id, invocationId, preview: shown })),
    })
    const outcome = await runTool(tool, name, input, toolbox)
    await this.#keepCall(entry, toolbox, { ...outcome, preview: outcome.preview ?? preview }, startedAt)
  }

  /** The result, and what the call changed if it succeeded, in one transaction. */
  async #keepCall(entry: LedgerEntry, toolbox: CallToolbox, outcome: ToolOutcome, startedAt: number): Promise<void> {
    if (outcome.status === 'error') {
      toolbox.discard()
      return this.#write(() => this.#finishCall(entry, outcome, startedAt))
    }
    try {
      await toolbox.prepare()
      this.#write(() => {
        this.#tellChanges(toolbox)
        this.#finishCall(entry, outcome, startedAt)
      })
    } catch (error) {
      if (error instanceof Superseded) throw error
      toolbox.discard()
      this.#write(() => this.#finishCall(entry, failed(sentenceFor(error, entry.name), outcome.preview), startedAt))
    }
  }

  #tellChanges(toolbox: CallToolbox): void {
    const { files, sites } = toolbox.commit()
    for (const { path, change } of files) this.store.log.append({ type: 'file.changed', path, change })
    for (const { deploymentId, url, title } of sites) this.store.log.append({ type: 'deployment.created', deploymentId, url, title })
  }

  #finishCall(entry: LedgerEntry, outcome: ToolOutcome, startedAt: number): void {
    const { store, turn } = this
    const { status, output, preview } = outcome
    const durationMs = store.now() - startedAt
    store.ledger.finish(entry, { ...outcome, durationMs })
    const { invocationId, name } = entry
    const told = status === 'error' ? { error: output } : { output: output.slice(0, OUTPUT_CHARS) }
    store.log.append({ type: 'tool.completed', turnId: turn.id, invocationId, name, status, durationMs, preview, ...told })
  }

  #fail(error: unknown): void {
    const { code, message } = modelFailure(error)
    if (code === 'internal') reportUnexpected(error, { turn: this.turn.id })
    this.#end({ status: 'failed', error: { code, message } })
  }

  #end(ending: Ending): void {
    this.#step?.frames.flush()
    this.#writeSoon(() => {
      if (ending.status !== 'completed') this.#keepStep(ending.status)
      endTurn(this.store, this.turn, ending)
    })
    this.#step?.frames.close()
    this.#step?.preparing.close()
  }

  #stepLimit(): Ending {
    const { maxSteps } = this.machinery
    const message = `The turn reached its limit of ${maxSteps} steps. What was done is kept; send a message to go on.`
    return { status: 'failed', error: { code: 'step_limit', message } }
  }

  #findTool(name: string): Tool | undefined {
    return this.machinery.tools.find((tool) => tool.name === name)
  }

  #write(change: () => void): void {
    this.store.commit(() => {
      if (!this.store.turns.isCurrent(this.turn.id, this.#epoch)) throw new Superseded()
      change()
    })
  }

  /** From a timer or a stop nobody catches: a superseded loop just goes quiet. */
  #writeSoon(change: () => void): void {
    try {
      this.#write(change)
    } catch (error) {
      if (!(error instanceof Superseded)) throw error
      this.#abort.abort(error)
    }
  }
}
