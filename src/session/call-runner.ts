import type { Connectors } from '../agent/connectors'
import type { PdfReader, Tool } from '../agent/tool'
import type { Egress } from '../egress/egress'
import type { PythonEngine } from '../sandbox/python/engine'
import { OUTPUT_CHARS } from '../wire/events'
import type { Preview } from '../wire/preview'
import { CallEgress } from './call-egress'
import { tellRequest } from './decide-approval'
import type { Fence } from './fence'
import { deniedSentence, Gate, Held } from './gate'
import type { Holding } from './holding'
import type { LedgerEntry } from './ledger'
import { glimpse } from './preparing'
import { previewOf } from './preview-of'
import { failed, runTool, sentenceFor, type ToolOutcome } from './run-tool'
import type { Store } from './store'
import { CallToolbox } from './toolbox'
import type { TurnRow } from './turn-queue'

export const OUTCOME_UNKNOWN =
  'Outcome unknown: the call was cut off after it had been sent, and it is not repeated. Check what it did before you call it again.'

const SENT_BEFORE =
  'The call had been outside already before it asked, and what it did there stands: check that before you do any of it again.'

const SENT_BUT_NOT_KEPT =
  'What the call did outside is done, but what it brought back could not be kept. Do not simply repeat it: check what it did first.'

/** Of a result that lies in a file the log keeps a row under 4 KB. */
const SPILLED_CHARS = 400

/** What the services behind the connectors need to know of one call. */
export interface ConnectorCall {
  /** Under which OKCVM was reached for this turn. */
  ownHost: string | null
  received: () => void
  signal: AbortSignal
}

interface Parts {
  store: Store
  turn: TurnRow
  fence: Fence
  tools: readonly Tool[]
  egress: Egress
  connectorsFor: (call: ConnectorCall) => Connectors
  holding: Holding
  interpreter: PythonEngine
  pdf: PdfReader
  bucket: R2Bucket
  sitesHost: string | undefined
  chrome: Fetcher | undefined
  wantsApprovals: () => Promise<boolean>
}

/** Not an error: the call waits for the person, and its turn with it. */
export class Parked extends Error {
  override name = 'Parked'
}

type Outcome = Omit<ToolOutcome, 'status'> & { status: ToolOutcome['status'] | 'unknown' }

/** Makes a turn's tool calls through the ledger: intent, sent, result (I7). */
export class CallRunner {
  constructor(private readonly parts: Parts) {}

  /**
   * Runs a call that has no result yet. One that was sent before a crash runs again only if that cannot do harm twice.
   * Throws Parked where it must wait for the person.
   */
  async run(entry: LedgerEntry): Promise<void> {
    if (entry.stage === 'done') return
    const startedAt = this.parts.store.now()
    const settled = this.#outcomeWithoutRunning(entry)
    if (settled) return this.#write(() => this.#finish(entry, settled, null))
    const tool = this.parts.tools.find(({ name }) => name === entry.name)
    const preview = previewOf(tool, entry.input)
    if (entry.stage === 'intent') this.#send(entry, preview, startedAt)
    const toolbox = this.#toolboxFor(entry)
    const outcome = await runTool(tool, entry.name, entry.input, toolbox).catch((error: unknown) => {
      if (error instanceof Held) this.#park(entry, toolbox, error)
      throw error
    })
    await this.#keep(entry, toolbox, { ...outcome, preview: outcome.preview ?? preview }, startedAt)
  }

  /** What a call came to that was taken up again but must not run; undefined where it may. */
  #outcomeWithoutRunning(entry: LedgerEntry): Outcome | undefined {
    const { approvals } = this.parts.store
    const ruling = entry.startedAt === null ? undefined : approvals.findRuling(entry.invocationId)
    if (ruling?.decision === 'denied') {
      const sentence = deniedSentence(ruling.hosts, ruling.by)
      return failed(ruling.hadSent ? `${sentence} ${SENT_BEFORE}` : sentence, entry.preview)
    }
    if (entry.stage !== 'sent' || entry.effect !== 'outside') return undefined
    if (ruling?.hadSent) return failed(allowedTooLate(ruling.hosts), entry.preview)
    return { ...failed(OUTCOME_UNKNOWN, entry.preview), status: 'unknown' }
  }

  /** From here on the call is rows alone, and runs from its start once the person has decided. Always throws Parked. */
  #park(entry: LedgerEntry, toolbox: CallToolbox, { asked }: Held): never {
    const { store, turn } = this.parts
    const { invocationId, name: tool } = entry
    const [id, now, hadSent] = [store.newId('apr'), store.now(), toolbox.isSpent]
    toolbox.discard()
    this.#write(() => {
      store.approvals.request({ ...asked, id, turnId: turn.id, invocationId, tool, hadSent, now })
      if (!hadSent) store.ledger.takeBack(entry)
      store.turns.noteProgress(turn.id)
      tellRequest(store, id)
    })
    throw new Parked()
  }

  #send(entry: LedgerEntry, preview: Preview | null, now: number): void {
    const { store, turn } = this.parts
    const { invocationId, name, input } = entry
    this.#write(() => {
      store.ledger.send(entry, preview, now)
      if (entry.startedAt !== null) return // It waited for the person, and its beginning is told.
      store.log.append({ type: 'tool.started', turnId: turn.id, invocationId, name, input, preview })
    })
  }

  #toolboxFor(entry: LedgerEntry): CallToolbox {
    const { store, turn, fence, holding, interpreter, pdf, bucket, sitesHost, chrome, wantsApprovals } = this.parts
    const { invocationId } = entry
    const write = (change: () => void) => this.#write(change)
    const gate = new Gate({ store, turnId: turn.id, invocationId, write, wantsApprovals })
    const signal = AbortSignal.any([fence.signal, gate.signal])
    const progress = (preview: Preview) =>
      fence.writeFromTimer(() => store.log.append({ type: 'tool.progress', turnId: turn.id, invocationId, preview }))
    const egress = new CallEgress({
      egress: this.parts.egress,
      effect: entry.effect,
      ownHost: turn.host,
      gate,
      goOutside: () => write(() => store.ledger.goOutside(entry)),
      signal,
    })
    const connectors = this.parts.connectorsFor({ ownHost: turn.host, received: () => gate.received(), signal })
    return new CallToolbox(store, {
      egress,
      connectors,
      gate,
      holding,
      interpreter,
      pdf,
      bucket,
      sitesHost,
      chrome,
      turnId: turn.id,
      invocationId,
      signal,
      progress,
    })
  }

  /** The result, and what the call changed if it succeeded, in one transaction. */
  async #keep(entry: LedgerEntry, toolbox: CallToolbox, outcome: ToolOutcome, startedAt: number): Promise<void> {
    if (outcome.status === 'error') {
      toolbox.discard()
      return this.#write(() => this.#finish(entry, outcome, startedAt))
    }
    try {
      await toolbox.prepare()
      const growth = () => ({ bytes: toolbox.growthBytes(), deployments: 0 })
      const change = () => {
        this.#tellChanges(toolbox)
        this.#finish(entry, outcome, startedAt)
      }
      await this.parts.holding.take(growth, () => this.#write(change))
    } catch (error) {
      toolbox.discard()
      this.parts.fence.signal.throwIfAborted()
      this.#write(() => this.#finish(entry, notKept(error, entry, toolbox, outcome.preview), startedAt))
    }
  }

  #tellChanges(toolbox: CallToolbox): void {
    const { log } = this.parts.store
    const { files, sites } = toolbox.commit()
    for (const { path, change } of files) log.append({ type: 'file.changed', path, change })
    for (const { deploymentId, url, title, outsideHosts, openHosts } of sites)
      log.append({ type: 'deployment.created', deploymentId, url, title, outsideHosts, openHosts })
  }

  #finish(entry: LedgerEntry, outcome: Outcome, startedAt: number | null): void {
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
      ...(store.conversation.get().tainted_by === invocationId ? { tainted: true } : {}),
    })
  }

  #write(change: () => void): void {
    this.parts.fence.write(change)
  }
}

/** A result that could not be kept. What the call did outside is done, and a mere error would invite to do it again. */
function notKept(error: unknown, entry: LedgerEntry, { isSpent }: CallToolbox, preview: Preview | null): Outcome {
  const sentence = sentenceFor(error, entry.name)
  if (!isSpent) return failed(sentence, preview)
  return { ...failed(`${SENT_BUT_NOT_KEPT} ${sentence}`, preview), status: 'unknown' }
}

function allowedTooLate(hosts: readonly string[]): string {
  const where = hosts.join(', ')
  return `The call had been outside already when it asked for ${where}, so it stopped there and is not repeated. The person allows ${where}: check what was done, then call again for the rest.`
}
