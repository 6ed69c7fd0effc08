import type { Tool } from '../agent/tool'
import type { Egress } from '../egress/egress'
import { OUTPUT_CHARS } from '../wire/events'
import type { Preview } from '../wire/preview'
import { CallEgress } from './call-egress'
import type { Fence } from './fence'
import type { LedgerEntry } from './ledger'
import { glimpse } from './preparing'
import { failed, runTool, sentenceFor, type ToolOutcome } from './run-tool'
import type { Store } from './store'
import { CallToolbox } from './toolbox'
import type { TurnRow } from './turn-queue'

export const OUTCOME_UNKNOWN =
  'Outcome unknown: the call was cut off after it had been sent, and it is not repeated. Check what it did before you call it again.'

/** Of a result that lies in a file the log keeps a row under 4 KB. */
const SPILLED_CHARS = 400

interface Parts {
  store: Store
  turn: TurnRow
  fence: Fence
  tools: readonly Tool[]
  egress: Egress
  bucket: R2Bucket
  sitesHost: string | undefined
}

/** Makes a turn's tool calls through the ledger: intent, sent, result (I7). */
export class CallRunner {
  constructor(private readonly parts: Parts) {}

  /** Runs a call that has no result yet. One that was sent before a crash runs again only if that cannot do harm twice. */
  async run(entry: LedgerEntry): Promise<void> {
    if (entry.stage === 'done') return
    const startedAt = this.parts.store.now()
    const wasSent = entry.stage === 'sent'
    if (wasSent && entry.effect === 'outside') {
      return this.#write(() =>
        this.#finish(entry, { ...failed(OUTCOME_UNKNOWN, entry.preview), status: 'unknown' }, null),
      )
    }
    const tool = this.parts.tools.find(({ name }) => name === entry.name)
    const preview = tool && isRecord(entry.input) ? tool.preview(entry.input) : null
    if (!wasSent) this.#send(entry, preview, startedAt)
    const toolbox = this.#toolboxFor(entry)
    const outcome = await runTool(tool, entry.name, entry.input, toolbox)
    await this.#keep(entry, toolbox, { ...outcome, preview: outcome.preview ?? preview }, startedAt)
  }

  #send(entry: LedgerEntry, preview: Preview | null, now: number): void {
    const { store, turn } = this.parts
    const { invocationId, name, input } = entry
    this.#write(() => {
      store.ledger.send(entry, preview, now)
      store.log.append({ type: 'tool.started', turnId: turn.id, invocationId, name, input, preview })
    })
  }

  #toolboxFor(entry: LedgerEntry): CallToolbox {
    const { store, turn, fence, bucket, sitesHost } = this.parts
    const { invocationId } = entry
    const { signal } = fence
    const progress = (preview: Preview) =>
      fence.writeFromTimer(() => store.log.append({ type: 'tool.progress', turnId: turn.id, invocationId, preview }))
    const egress = new CallEgress({
      egress: this.parts.egress,
      effect: entry.effect,
      ownHost: turn.host,
      goOutside: () => this.#write(() => store.ledger.goOutside(entry)),
      signal,
    })
    return new CallToolbox(store, { egress, bucket, sitesHost, turnId: turn.id, invocationId, signal, progress })
  }

  /** The result, and what the call changed if it succeeded, in one transaction. */
  async #keep(entry: LedgerEntry, toolbox: CallToolbox, outcome: ToolOutcome, startedAt: number): Promise<void> {
    if (outcome.status === 'error') {
      toolbox.discard()
      return this.#write(() => this.#finish(entry, outcome, startedAt))
    }
    try {
      await toolbox.prepare()
      this.#write(() => {
        this.#tellChanges(toolbox)
        this.#finish(entry, outcome, startedAt)
      })
    } catch (error) {
      toolbox.discard()
      this.parts.fence.signal.throwIfAborted()
      this.#write(() => this.#finish(entry, failed(sentenceFor(error, entry.name), outcome.preview), startedAt))
    }
  }

  #tellChanges(toolbox: CallToolbox): void {
    const { log } = this.parts.store
    const { files, sites } = toolbox.commit()
    for (const { path, change } of files) log.append({ type: 'file.changed', path, change })
    for (const { deploymentId, url, title } of sites)
      log.append({ type: 'deployment.created', deploymentId, url, title })
  }

  #finish(
    entry: LedgerEntry,
    outcome: Omit<ToolOutcome, 'status'> & { status: ToolOutcome['status'] | 'unknown' },
    startedAt: number | null,
  ): void {
    const { store, turn } = this.parts
    const { invocationId, name } = entry
    const { status, output, preview } = outcome
    const durationMs = startedAt === null ? null : store.now() - startedAt
    store.ledger.finish(entry, { ...outcome, durationMs })
    store.turns.noteProgress(turn.id)
    const spilled = outcome.spilledTo !== undefined
    const told =
      status === 'success' ? { output: output.slice(0, spilled ? SPILLED_CHARS : OUTPUT_CHARS) } : { error: output }
    const shown = spilled && preview ? glimpse(preview, SPILLED_CHARS) : preview
    store.log.append({
      type: 'tool.completed',
      turnId: turn.id,
      invocationId,
      name,
      status,
      durationMs,
      preview: shown,
      ...told,
    })
  }

  #write(change: () => void): void {
    this.parts.fence.write(change)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
