import { type HistoryCall, type HistoryMessage, type HistoryStep, type Prompt, promptFrom } from '../agent/context'
import { systemPrompt } from '../agent/prompt'
import { AppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import type { LedgerEntry } from './ledger'
import type { Store } from './store'
import { type MessageRow, textIn } from './transcript'
import type { TurnRow } from './turn-queue'

/** The newest images are shown again while their turn runs; a later turn reads them anew. */
const IMAGES_MAX = 8
/** Their bytes, their base64 and the request's body are in memory at once, and an object has 128 MB. */
const IMAGES_MAX_BYTES = 12_000_000

/** The prompt of a turn's next step, from what is stored: a loop that starts anew reads the same. */
export async function promptOf(store: Store, turn: TurnRow): Promise<Prompt> {
  const branch = store.transcript.branchTo(turn.answer_id)
  const history = await Promise.all(branch.map((row) => historyMessage(store, row, turn)))
  const uploads = store.workspace.uploads().map(({ path, sizeBytes }) => ({ path, sizeBytes }))
  return promptFrom(systemPrompt({ now: turn.created_at, uploads }), history)
}

async function historyMessage(store: Store, row: MessageRow, turn: TurnRow): Promise<HistoryMessage> {
  const parts = store.transcript.parts(row.id)
  if (row.role === 'user') {
    const files = parts.flatMap(({ part }) =>
      part.type === 'file' ? [{ path: part.path, sizeBytes: part.sizeBytes }] : [],
    )
    return { role: 'user', text: textIn(parts), files }
  }
  const current = row.id === turn.answer_id
  const entries = parts.some(({ part }) => part.type === 'tool') ? store.ledger.list(row.turn_id) : []
  const calls = new Map(entries.map((entry) => [entry.invocationId, entry]))
  const images = current ? await loadImages(store, entries) : new Map<string, HistoryCall['images']>()
  const steps = new Map<number, HistoryStep>()
  for (const { step, part } of parts) {
    const known = steps.get(step) ?? { text: '', reasoning: '', calls: [] }
    steps.set(step, known)
    if (part.type === 'text') known.text += part.text
    if (part.type === 'reasoning') known.reasoning += part.text
    const entry = part.type === 'tool' ? calls.get(part.invocationId) : undefined
    if (entry) known.calls.push(historyCall(entry, images.get(entry.invocationId) ?? []))
  }
  return { role: 'assistant', steps: [...steps.values()], current }
}

function historyCall(entry: LedgerEntry, images: HistoryCall['images']): HistoryCall {
  const { callId, name, input, output, status } = entry
  return { callId, name, input, output: output ?? 'The call did not end.', failed: status !== 'success', images }
}

/** By invocation. */
async function loadImages(store: Store, entries: readonly LedgerEntry[]): Promise<Map<string, HistoryCall['images']>> {
  const loaded = new Map<string, HistoryCall['images']>()
  let [count, sizeBytes] = [0, 0]
  for (const { invocationId, images } of entries.toReversed()) {
    for (const { path, mediaType } of images) {
      const file = store.workspace.open(path)
      if (!file) continue
      count += 1
      sizeBytes += file.entry.sizeBytes
      if (count > IMAGES_MAX || sizeBytes > IMAGES_MAX_BYTES) return loaded
      const shown = { path, mediaType, bytes: await file.bytes().catch(storageFailed) }
      loaded.set(invocationId, [...(loaded.get(invocationId) ?? []), shown])
    }
  }
  return loaded
}

/** Before a model call, so that the step can be tried again like one that the provider failed. */
function storageFailed(cause: unknown): never {
  reportUnexpected(cause, { prompt: 'an image cannot be read' })
  const sentence = 'A file that the model has to see could not be read from storage. Try again in a moment.'
  throw new AppError('storage_failed', sentence, { cause })
}
