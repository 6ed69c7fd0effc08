import { DurableObject } from 'cloudflare:workers'
import type { Caller } from '../accounts/caller'
import { can } from '../accounts/permissions'
import { type Env, readConfig } from '../env'
import { AppError, notFound } from '../errors'
import { findModel, getModel } from '../models/catalog'
import { removeSite } from '../publish/remove'
import { deleteConversationRows } from '../records/conversations'
import type { ChatPayload } from '../wire/chat'
import type { Conversation, ConversationChange, DeletionReceipt } from '../wire/conversations'
import type { LogPage } from '../wire/events'
import type { FileEntry, FileList } from '../wire/files'
import type { MessagePage } from '../wire/messages'
import type { Turn, TurnReceipt, TurnStatus } from '../wire/turns'
import type { Lease, Reservation, Upload } from '../workspace/uploads'
import type { LocatedFile } from '../workspace/workspace'
import { assemble, type Parts } from './assemble'
import { hasTables, migrate } from './migrations'
import { addEverything } from './projection'
import { checkText, enqueue, findRepeat, type NewMessage } from './send-message'
import { chatPayload, fileList, messagePage, turnView } from './views'

/** The Durable Object behind one conversation: it admits, composes, and decides nothing itself. */
export class Session extends DurableObject<Env> {
  #parts: Parts | undefined

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (!hasTables(ctx.storage.sql)) return
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql))
    this.#parts = assemble(ctx, env)
    if (!this.#parts.deletion.find()) this.#parts.conductor.recover()
    // The platform forgets an alarm that failed six times; whoever wakes the session sets it again.
    ctx.waitUntil(this.#parts.alarms.arm())
  }

  /** A repeat by the same account finds the conversation as it is. */
  async create(caller: Caller, { id, title }: { id: string; title?: string | undefined }): Promise<Conversation> {
    const parts = this.#parts
    if (parts && (parts.deletion.find() || !can(caller, 'use', parts.store.conversation.get()))) throw notFound()
    if (!parts) this.#build(caller, id, title)
    const { store } = this.#admit(caller)
    await this.#settle()
    return store.conversation.read()
  }

  getConversation(caller: Caller): Conversation {
    return this.#admit(caller).store.conversation.read()
  }

  async updateConversation(caller: Caller, change: ConversationChange): Promise<Conversation> {
    const { store } = this.#admit(caller)
    if (change.model !== undefined && !findModel(readConfig(this.env), this.env, change.model)) {
      throw new AppError('bad_request', 'model: there is no such model here. GET /api/models lists them.')
    }
    store.commit(() => {
      store.conversation.change(change)
      store.log.append({ type: 'conversation.changed', conversation: store.conversation.read() })
      store.outbox.add('conversation', store.conversation.get().id)
    })
    await this.#settle()
    return store.conversation.read()
  }

  /** `finished` is false where removal goes on by alarm. The owner's repeat gets the same receipt. */
  async deleteConversation(caller: Caller): Promise<{ receipt: DeletionReceipt; finished: boolean }> {
    const { deletion } = this.#parts ?? {}
    const gone = deletion?.find()
    if (deletion && gone && can(caller, 'use', gone)) return { receipt: gone.receipt, finished: deletion.isFinished }
    const { store, conductor, watchers, alarms } = this.#admit(caller)
    conductor.halt()
    const { files, blobs } = store.workspace.counts()
    const deleted = { messages: store.transcript.count(), files, blobs, deployments: store.deployments.list().length }
    const receipt = { conversationId: store.conversation.get().id, deleted }
    store.commit(() => this.#parts?.deletion.begin(caller.account, receipt))
    watchers.dismiss()
    await alarms.arm()
    const finished = await this.#parts?.deletion.finishSoon()
    await alarms.arm()
    return { receipt, finished: finished === true }
  }

  listMessages(caller: Caller, query: { before?: string | undefined; limit: number }): MessagePage {
    return messagePage(this.#admit(caller).store, query)
  }

  async sendMessage(caller: Caller, message: NewMessage): Promise<TurnReceipt> {
    const { store, conductor, alarms } = this.#admit(caller)
    checkText(message.text)
    const repeat = findRepeat(store, message)
    if (repeat) return repeat
    const running = store.turns.running
    const receipt = store.commit(() => {
      const added = enqueue(store, message, this.#modelOf(store.conversation.read().model))
      conductor.startNext()
      return added
    })
    if (running && message.interrupt) conductor.stop(running)
    conductor.go()
    await alarms.arm()
    return receipt
  }

  getTurn(caller: Caller, turnId: string): Turn {
    return turnView(this.#admit(caller).store, turnId)
  }

  /** A turn that has ended, with the payload that the chat dialect closes with; undefined while it runs. */
  getChatResult(caller: Caller, turnId: string): { turn: Turn; payload: ChatPayload } | undefined {
    const { store } = this.#admit(caller)
    const turn = turnView(store, turnId)
    return turn.endedAt === null ? undefined : { turn, payload: chatPayload(store, turn) }
  }

  async cancelTurn(caller: Caller, turnId: string): Promise<{ turnId: string; status: TurnStatus }> {
    const { store, conductor, alarms } = this.#admit(caller)
    const turn = store.turns.find(turnId)
    if (!turn) throw notFound('turn')
    conductor.stop(turn)
    await alarms.arm()
    return { turnId, status: turnView(store, turnId).status }
  }

  readEvents(caller: Caller, after: string | undefined): LogPage {
    return this.#admit(caller).store.log.page(after)
  }

  /** The Worker of a watcher joins here; everything else of a session is a method. */
  override async fetch(request: Request): Promise<Response> {
    const { watchers } = this.#admit({ account: request.headers.get('x-okc-account') ?? '' })
    return watchers.join()
  }

  listFiles(caller: Caller): FileList {
    return fileList(this.#admit(caller).store)
  }

  locateFile(caller: Caller, path: string): LocatedFile | undefined {
    return this.#admit(caller).store.workspace.locate(path)
  }

  async reserveUpload(caller: Caller, reservation: Reservation): Promise<Lease> {
    const { store, alarms } = this.#admit(caller)
    const lease = store.commit(() => store.workspace.reserveUpload(reservation))
    await alarms.arm()
    return lease
  }

  async commitUpload(caller: Caller, upload: Upload): Promise<{ entry: FileEntry; created: boolean }> {
    const { store, alarms } = this.#admit(caller)
    const stored = store.commit(() => {
      const { entry, created, change } = store.workspace.commitUpload(upload)
      store.log.append({ type: 'file.changed', ...change })
      return { entry, created }
    })
    await alarms.arm()
    return stored
  }

  async releaseUpload(caller: Caller, lease: string): Promise<void> {
    const { store, alarms } = this.#admit(caller)
    store.commit(() => store.workspace.releaseUpload(lease))
    await alarms.arm()
  }

  async removeFile(caller: Caller, path: string): Promise<{ path: string }> {
    const { store, alarms } = this.#admit(caller)
    const removed = store.commit(() => {
      const change = store.workspace.remove(path)
      store.log.append({ type: 'file.changed', ...change })
      return change
    })
    await alarms.arm()
    return { path: removed.path }
  }

  /** The site's manifest goes first, so that it is offline before anything says so. */
  async removeDeployment(caller: Caller, deploymentId: string): Promise<{ deploymentId: string }> {
    const { store } = this.#admit(caller)
    const deployment = store.deployments.find(deploymentId)
    if (!deployment) throw notFound('deployment')
    await removeSite(this.env.BLOBS, deployment.slug)
    this.#admit(caller)
    store.commit(() => {
      store.deployments.remove(deploymentId)
      store.log.append({ type: 'deployment.removed', deploymentId })
      store.outbox.add('deployment', deploymentId)
    })
    await this.#settle()
    return { deploymentId }
  }

  /** Writes this conversation's rows in D1 anew; false where there is no such conversation (any more). */
  async project(): Promise<boolean> {
    const { store, deletion } = this.#parts ?? {}
    if (!store || deletion?.find()) return false
    await store.outbox.idle()
    // The old rows go before the new ones wait: an alarm may write those at any moment.
    await deleteConversationRows(this.env.DB, store.conversation.get().id)
    if (deletion?.find()) return false
    store.commit(() => addEverything(store))
    await this.#settle()
    return true
  }

  override async alarm(): Promise<void> {
    const { deletion, alarms } = this.#parts ?? {}
    if (!deletion?.isOver) return alarms?.ring()
    await deletion.erase()
    this.#parts = undefined
  }

  #build(caller: Caller, id: string, title: string | undefined): void {
    const { storage } = this.ctx
    const secret = crypto.randomUUID() + crypto.randomUUID()
    const model = this.#modelOf('')
    storage.transactionSync(() => {
      migrate(storage.sql)
      const parts = assemble(this.ctx, this.env)
      parts.store.conversation.create({ id, account: caller.account, model, title, now: Date.now(), secret })
      addEverything(parts.store)
    })
    this.#parts = assemble(this.ctx, this.env)
  }

  /** A missing conversation and another account's are one and the same to a caller. */
  #admit(caller: Caller): Parts {
    const parts = this.#parts
    if (!parts || parts.deletion.find() || !can(caller, 'use', parts.store.conversation.get())) throw notFound()
    return parts
  }

  #modelOf(wanted: string): string {
    return getModel(readConfig(this.env), this.env, wanted).id
  }

  /** What changed reaches D1 before we answer; by alarm where D1 is not well, or where we do not live to see it. */
  async #settle(): Promise<void> {
    const { store, alarms } = this.#parts ?? {}
    await alarms?.arm()
    await store?.outbox.drain()
    await alarms?.arm()
  }
}
