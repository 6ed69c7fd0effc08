import { AppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import type { FileEntry } from '../wire/files'
import { type MessagePart, textProblem } from '../wire/messages'
import type { SendMessage, TurnReceipt } from '../wire/turns'
import type { ChosenModel } from './account-models'
import type { Conductor } from './conductor'
import { cursorAt } from './cursor'
import type { Metering } from './metering'
import { OneByOne } from './one-by-one'
import type { Store } from './store'
import type { StoredPart } from './transcript'
import type { TurnRow } from './turn-queue'
import { tellStart } from './turn-start'
import { letWaitBehind } from './waiting-places'

export interface NewMessage extends SendMessage {
  /** Take the place of the last message instead of coming after it. */
  replaceLast?: boolean
  /** Under which OKCVM was reached: the turn's tools may not ask there. */
  host?: string
}

type ChooseModel = () => Promise<ChosenModel>

/** Takes messages in, one after another: each has its place with the account before anything of it is written. */
export class Inbox {
  readonly #line = new OneByOne()

  constructor(private readonly parts: { store: Store; conductor: Conductor; metering: Metering }) {}

  /**
   * Queues the message's turn, and starts it where none runs. `chooseModel` says which model it has; `admit` throws
   * once the caller may no longer send. Throws bad_request, too_large, message_conflict, limit_reached, unavailable.
   */
  async send(message: NewMessage, chooseModel: ChooseModel, admit: () => void): Promise<TurnReceipt> {
    checkText(message.text)
    return findRepeat(this.parts.store, message) ?? this.#line.run(() => this.#send(message, chooseModel, admit))
  }

  async #send(message: NewMessage, chooseModel: ChooseModel, admit: () => void): Promise<TurnReceipt> {
    const { store, metering } = this.parts
    admit()
    const repeat = findRepeat(store, message)
    if (repeat) return repeat
    const chosen = await chooseModel()
    // Asked for last: nothing but the commit may come between a place and its turn.
    await metering.begin(message.messageId)
    try {
      admit()
      return this.#add(message, chosen)
    } catch (error) {
      await metering.giveUp(message.messageId).catch((failure) => reportUnexpected(failure, { giveUp: 'a place' }))
      throw error
    }
  }

  #add(message: NewMessage, { id, model }: ChosenModel): TurnReceipt {
    const { store, conductor } = this.parts
    const running = store.turns.running
    const { receipt, started } = store.commit(() => {
      const added = enqueue(store, message, id)
      return { ...added, started: added.started ?? conductor.startNext() }
    })
    if (running && message.interrupt) conductor.stop(running)
    conductor.go(started, started === receipt.turnId ? model : undefined)
    return receipt
  }
}

/** Throws bad_request where there is nothing to say, too_large where there is too much. */
function checkText(text: string): void {
  const problem = textProblem(text, 'text')
  if (problem) throw new AppError(problem.code, problem.message)
}

/** The turn that this message already is, for a repeat; throws message_conflict where the text is another (I5). */
function findRepeat(store: Store, { messageId, text }: SendMessage): TurnReceipt | undefined {
  const known = store.transcript.find(messageId)
  if (!known) return undefined
  if (known.role === 'user' && store.transcript.textOf(messageId) === text) return receiptOf(store, known.turn_id)
  throw new AppError('message_conflict', 'This message id was used for another text. Send it under a new id.')
}

/** Adds the message and its turn, which starts at once where none runs or waits. Inside a transaction. */
function enqueue(
  store: Store,
  message: NewMessage,
  model: string,
): { receipt: TurnReceipt; started: string | undefined } {
  const { transcript, turns, log } = store
  const { messageId, text } = message
  const [turnId, answerId] = [store.newId('turn'), store.newId('msg')]
  const [createdAt, running] = [store.now(), turns.running]
  const interrupts = message.interrupt === true && running !== undefined
  const parentId = parentOf(store, message, interrupts ? running : undefined)
  const parts: StoredPart[] = [{ type: 'text', text }, ...newUploads(store, parentId)]

  const seq = log.append({
    type: 'message.added',
    turnId,
    messageId,
    parentId,
    role: 'user',
    parts: parts as MessagePart[],
  })
  const shared = { turn_id: turnId, created_at: createdAt }
  transcript.add({ id: messageId, parent_id: parentId, role: 'user', seq, ...shared })
  transcript.add({ id: answerId, parent_id: messageId, role: 'assistant', seq: null, ...shared })
  for (const part of parts) transcript.addPart(messageId, 0, part)
  if (interrupts) letWaitBehind(store, running, answerId)
  if (running) log.append({ type: 'turn.queued', turnId, messageId, model })
  const leaf = interrupts && transcript.leaf !== running.answer_id ? transcript.leaf : answerId
  const isNamed = store.conversation.advance({ leaf, text, now: createdAt })
  if (isNamed) {
    log.append({ type: 'conversation.changed', conversation: store.conversation.read() })
    store.outbox.add('conversation', store.conversation.get().id)
  }
  const turn = {
    id: turnId,
    message_id: messageId,
    answer_id: answerId,
    model,
    created_at: createdAt,
    first_seq: seq,
    host: message.host ?? null,
    waited: running ? 1 : 0,
  }
  const startsNow = !running && turns.waiting.length === 0
  turns.add(turn, interrupts ? 'first' : 'last', startsNow ? tellStart(store, turn) : undefined)
  return { receipt: { turnId, cursor: cursorAt(seq - 1) }, started: startsNow ? turnId : undefined }
}

/** The turn's cursor lies just before its first event. */
function receiptOf(store: Store, turnId: string): TurnReceipt {
  const turn = store.turns.find(turnId)
  if (!turn) throw new AppError('message_conflict', 'This message was withdrawn. Send it under a new id.')
  return { turnId, cursor: cursorAt(turn.first_seq - 1) }
}

function parentOf(
  { transcript }: Store,
  { parentId, replaceLast }: NewMessage,
  interrupted: TurnRow | undefined,
): string | null {
  if (replaceLast) {
    const last = transcript.branchTo(transcript.leaf).findLast((row) => row.role === 'user')
    return last?.parent_id ?? null
  }
  if (parentId === undefined) return interrupted?.answer_id ?? transcript.leaf
  if (parentId === null) return null
  if (transcript.find(parentId)?.role === 'assistant') return parentId
  throw new AppError(
    'bad_request',
    'parentId: answer to a message of the assistant in this conversation, or leave it out.',
  )
}

/** Uploads that no earlier message of this branch has shown. */
function newUploads(store: Store, parentId: string | null): StoredPart[] {
  const uploads = store.workspace.uploads()
  if (uploads.length === 0) return []
  const shown = store.transcript.filesShown(parentId)
  const isNew = ({ path, modifiedAt }: FileEntry) => modifiedAt > (shown.get(path) ?? 0)
  return uploads.filter(isNew).map(({ path, sizeBytes }) => ({ type: 'file', path, sizeBytes }))
}
