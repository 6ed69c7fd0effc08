import type { Connectors } from '../agent/connectors'
import { runTurn } from '../agent/loop'
import type { StepCall } from '../agent/step'
import type { PdfReader, Tool } from '../agent/tool'
import type { Egress } from '../egress/egress'
import { isAppError } from '../errors'
import { modelFailure } from '../models/failure'
import type { ChatModel } from '../models/model'
import type { PythonEngine } from '../sandbox/python/engine'
import { reportUnexpected } from '../telemetry'
import { CallRunner, type ConnectorCall, Parked } from './call-runner'
import { Fence, Superseded } from './fence'
import type { Holding } from './holding'
import type { Metering } from './metering'
import { StepRunner } from './step-runner'
import type { Store } from './store'
import { type Ending, endTurn } from './turn-ending'
import type { TurnRow } from './turn-queue'

export interface Machinery {
  /** Asked before each model call: settings may change between two. */
  model: () => Promise<ChatModel>
  tools: readonly Tool[]
  maxSteps: number
  /** A loop that is older, or has made more model calls, goes on in a fresh invocation of the object. */
  handover: { afterMs: number; afterSteps: number }
  egress: Egress
  connectorsFor: (call: ConnectorCall) => Connectors
  holding: Holding
  /** This conversation's Python. */
  interpreter: PythonEngine
  pdf: PdfReader
  metering: Pick<Metering, 'beforeStep' | 'beforeCall'>
  bucket: R2Bucket
  sitesHost: string | undefined
  /** Browser Rendering. */
  chrome: Fetcher | undefined
  /** Whether the account wants to be asked before something private could be carried out. */
  wantsApprovals: () => Promise<boolean>
}

interface Parts extends Machinery {
  /** The turn has just been started, and this is its first loop. */
  isFirst: boolean
}

/** Not an error: the loop stops between two steps or calls, and another goes on. */
class HandOver extends Error {
  override name = 'HandOver'
}

/** One loop over one turn. It reads where the turn stands, so it starts a turn and takes one up alike. */
export class LiveTurn {
  readonly #fence: Fence
  readonly #steps: StepRunner
  readonly #calls: CallRunner
  readonly #startedAt: number
  #stepsMade = 0

  constructor(
    private readonly store: Store,
    readonly turn: TurnRow,
    private readonly machinery: Parts,
  ) {
    this.#startedAt = store.now()
    this.#fence = machinery.isFirst ? Fence.ofFirstLoop(store, turn.id) : Fence.ofNextLoop(store, turn.id)
    const shared = { ...machinery, store, turn, fence: this.#fence }
    this.#steps = new StepRunner(shared)
    this.#calls = new CallRunner(shared)
  }

  /** Runs to the turn's end, to a handover, or to where the turn waits for the person. Never throws: what fails ends the turn as failed. */
  async run(): Promise<'ended' | 'handover' | 'parked'> {
    try {
      for (const { invocationId } of this.store.ledger.unfinished(this.turn.id)) await this.#invoke(invocationId)
      const end = await runTurn({
        firstStep: this.store.steps.next(this.turn.id),
        maxSteps: this.machinery.maxSteps,
        step: (step) => this.#step(step),
        invoke: ({ invocationId }) => this.#invoke(invocationId),
      })
      this.#end(end === 'completed' ? { status: 'completed' } : this.#stepLimit())
    } catch (error) {
      if (error instanceof HandOver) return 'handover'
      if (error instanceof Parked) return 'parked'
      if (!(error instanceof Superseded) && !this.#fence.signal.aborted) this.#fail(error)
    }
    return 'ended'
  }

  /** I9: from here on nothing of this turn starts. What had come is kept, with the usage that is known. */
  stop(): void {
    this.#end({ status: 'stopped' })
    this.#fence.close()
  }

  async #step(step: number): Promise<readonly StepCall[]> {
    if (this.#stepsMade >= this.machinery.handover.afterSteps) throw new HandOver()
    this.#handOverInTime()
    this.#stepsMade += 1
    const hasPlace = step === 1 && this.machinery.isFirst && this.turn.waited === 0
    await this.machinery.metering.beforeStep(this.turn, { hasPlace, signal: this.#fence.signal })
    return this.#steps.run(step)
  }

  async #invoke(invocationId: string): Promise<void> {
    const entry = this.store.ledger.unfinished(this.turn.id).find((call) => call.invocationId === invocationId)
    if (!entry) return
    // One step may ask for hundreds of calls of minutes each.
    this.#handOverInTime()
    if (entry.stage === 'intent') this.machinery.metering.beforeCall(this.turn)
    await this.#calls.run(entry)
  }

  #handOverInTime(): void {
    if (this.store.now() - this.#startedAt > this.machinery.handover.afterMs) throw new HandOver()
  }

  #fail(error: unknown): void {
    const { code, message } = modelFailure(error)
    if (code === 'internal') reportUnexpected(error, { turn: this.turn.id })
    const retryAt = isAppError(error) ? error.retryAt : undefined
    this.#end({ status: 'failed', error: { code, message, ...(retryAt === undefined ? {} : { retryAt }) } })
  }

  #end(ending: Ending): void {
    this.#steps.flush()
    this.#fence.writeFromTimer(() => {
      if (ending.status !== 'completed') this.#steps.keepPartial(ending.status)
      endTurn(this.store, this.turn, ending)
    })
    this.#steps.close()
  }

  #stepLimit(): Ending {
    const { maxSteps } = this.machinery
    const message = `The turn reached its limit of ${maxSteps} steps. What was done is kept; send a message to go on.`
    return { status: 'failed', error: { code: 'step_limit', message } }
  }
}
