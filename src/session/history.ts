import { type HistoryCall, type HistoryMessage, type HistoryStep, type Prompt, promptFrom } from '../agent/context'
import { systemPrompt } from '../agent/prompt'
import type { LedgerEntry } from './ledger'
import type { Store } from './store'
import type { MessageRow } from './transcript'
import type { TurnRow } from './turn-queue'

/** Images a model is shown again while their turn runs; a later turn reads them anew. */
const IMAGES_MAX = 8

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
    return { role: 'user', text: store.transcript.textOf(row.id), files }
  }
  const current = row.id === turn.answer_id
  const calls = new Map(store.ledger.list(row.turn_id).map((entry) => [entry.invocationId, entry]))
  const steps = new Map<number, HistoryStep>()
  for (const { step, part } of parts) {
    const known = steps.get(step) ?? { text: '', reasoning: '', calls: [] }
    steps.set(step, known)
    if (part.type === 'text') known.text += part.text
    if (part.type === 'reasoning') known.reasoning += part.text
    const entry = part.type === 'tool' ? calls.get(part.invocationId) : undefined
    if (entry) known.calls.push(await historyCall(store, entry, current))
  }
  return { role: 'assistant', steps: [...steps.values()], current }
}

async function historyCall(store: Store, entry: LedgerEntry, current: boolean): Promise<HistoryCall> {
  const { callId, name, input, output, status } = entry
  const images = current ? await loadImages(store, entry) : []
  return { callId, name, input, output: output ?? 'The call did not end.', failed: status !== 'success', images }
}

async function loadImages(store: Store, { images }: LedgerEntry): Promise<HistoryCall['images']> {
  const loaded = await Promise.all(
    images.slice(0, IMAGES_MAX).map(async ({ path, mediaType }) => {
      const bytes = await store.workspace.open(path)?.bytes()
      return bytes ? [{ path, mediaType, bytes }] : []
    }),
  )
  return loaded.flat()
}
