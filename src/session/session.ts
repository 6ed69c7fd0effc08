import { DurableObject } from 'cloudflare:workers'
import { type Caller, callerFrom } from '../accounts/caller'
import { type Action, admit, can, forbidden, requirePerson } from '../accounts/permissions'
import type { Env } from '../env'
import { type Answer, answerOf, notFound } from '../errors'
import { removeSite } from '../publish/remove'
import type { Approval, ApprovalDecision } from '../wire/approvals'
import type { ChatPayload } from '../wire/chat'
import type { Conversation, ConversationChange } from '../wire/conversations'
import type { Deployment } from '../wire/deployments'
import type { LogPage } from '../wire/events'
import type { FileEntry, FileList } from '../wire/files'
import type { MessagePage } from '../wire/messages'
import type { Invocation, Turn, TurnReceipt, TurnStatus } from '../wire/turns'
import type { Lease, Reservation, Upload } from '../workspace/uploads'
import type { LocatedAttachment, LocatedFile } from '../workspace/workspace'
import { AccountModels } from './account-models'
import { assemble, build, type Parts } from './assemble'
import { decideApproval } from './decide-approval'
import { type Deleted, deleteConversation } from './delete-conversation'
import { hasTables, migrate } from './migrations'
import { openDeployment } from './open-deployment'
import { projectAnew } from './projection'
import type { NewMessage } from './send-message'
import type { Store } from './store'
import { chatPayload, fileList, invocationView, messagePage, turnView } from './views'

/** The Durable Object behind one conversation: it admits, composes, and decides nothing itself. */
export class Session extends DurableObject<Env> {
  #parts: Parts | undefined
  readonly #models: AccountModels

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#models = new AccountModels(env)
    if (!hasTables(ctx.storage.sql)) return
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql))
    this.#parts = assemble(ctx, env)
    if (!this.#parts.deletion.find()) this.#parts.conductor.recover()
    // The platform forgets an alarm that failed six times; whoever wakes the session sets it again.
    ctx.waitUntil(this.#parts.alarms.arm())
  }

  /** Any method by its name. An expected failure is an answer then: the platform logs whatever a method throws. */
  ask(method: Exclude<keyof Session, keyof DurableObject | 'ask'>, given: unknown[]): Promise<Answer<unknown>> {
    return answerOf(() => Reflect.apply(this[method], this, given))
  }

  /** A repeat by the same account finds the conversation as it is. */
  async create(caller: Caller, { id, title }: { id: string; title?: string | undefined }): Promise<Conversation> {
    admit(caller, 'edit', caller)
    const { account } = caller
    const model = this.#parts ? '' : (await this.#models.choose(account, '')).id
    this.#parts ??= build(this.ctx, this.env, { id, account, model, title })
    return this.#settle(this.#admit(caller, 'edit').store.conversation.read())
  }

  getConversation(caller: Caller): Conversation {
    return this.#admit(caller, 'view').store.conversation.read()
  }

  async updateConversation(caller: Caller, change: ConversationChange): Promise<Conversation> {
    const { account } = this.#admit(caller, 'edit').store.conversation.get()
    if (change.model !== undefined) await this.#models.require(account, change.model)
    const changed = await this.#change(caller, 'edit', ({ conversation, log, outbox }) => {
      conversation.change(change)
      const changed = conversation.read()
      log.append({ type: 'conversation.changed', conversation: changed })
      outbox.add('conversation', changed.id)
      return changed
    })
    return this.#settle(changed)
  }

  /** `finished` is false where removal goes on by alarm. The owner's repeat gets the same receipt. */
  async deleteConversation(caller: Caller): Promise<Deleted> {
    const { deletion } = this.#parts ?? {}
    const gone = deletion?.find()
    if (deletion && gone && can(caller, 'own', gone)) return { receipt: gone.receipt, finished: deletion.isFinished }
    return deleteConversation(this.#admit(caller, 'own'), caller.account)
  }

  listMessages(caller: Caller, query: { before?: string | undefined; limit: number }): MessagePage {
    return messagePage(this.#admit(caller, 'view').store, query)
  }

  async sendMessage(caller: Caller, message: NewMessage): Promise<TurnReceipt> {
    const { store, inbox, alarms } = this.#admit(caller, 'edit')
    const chooseModel = () => {
      const { account, model } = store.conversation.get()
      return this.#models.choose(account, model)
    }
    const receipt = await inbox.send(message, chooseModel, () => void this.#admit(caller, 'edit'))
    await alarms.arm()
    return receipt
  }

  getTurn(caller: Caller, turnId: string): Turn {
    return turnView(this.#admit(caller, 'view').store, turnId)
  }

  getInvocation(caller: Caller, turnId: string, invocationId: string): Invocation {
    return invocationView(this.#admit(caller, 'view').store, turnId, invocationId)
  }

  /** A turn that has ended, with the payload that the chat dialect closes with; undefined while it runs. */
  getChatResult(caller: Caller, turnId: string): { turn: Turn; payload: ChatPayload } | undefined {
    const { store } = this.#admit(caller, 'view')
    const turn = turnView(store, turnId)
    return turn.endedAt === null ? undefined : { turn, payload: chatPayload(store, turn) }
  }

  async cancelTurn(caller: Caller, turnId: string): Promise<{ turnId: string; status: TurnStatus }> {
    const { store, conductor, alarms } = this.#admit(caller, 'edit')
    conductor.stop(store.turns.get(turnId))
    await alarms.arm()
    return { turnId, status: turnView(store, turnId).status }
  }

  listApprovals(caller: Caller): Approval[] {
    return this.#admit(caller, 'view').store.approvals.list()
  }

  async decideApproval(caller: Caller, approvalId: string, decision: ApprovalDecision): Promise<Approval> {
    const parts = this.#admit(caller, 'own')
    requirePerson(caller)
    return this.#settle(decideApproval(parts, approvalId, decision))
  }

  readEvents(caller: Caller, after: string | undefined): LogPage {
    return this.#admit(caller, 'view').store.log.page(after)
  }

  /** The Worker of a watcher joins here; everything else of a session is a method. */
  override async fetch(request: Request): Promise<Response> {
    const answer = await answerOf(() => this.#admit(callerFrom(request.headers), 'view').watchers.join())
    return 'problem' in answer ? Response.json(answer) : answer.reply
  }

  listFiles(caller: Caller): FileList {
    return fileList(this.#admit(caller, 'view').store)
  }

  locateFile(caller: Caller, path: string): LocatedFile | undefined {
    return this.#admit(caller, 'view').store.workspace.locate(path)
  }

  locateAttachment(caller: Caller, attachmentId: string): LocatedAttachment | undefined {
    return this.#admit(caller, 'view').store.workspace.locateAttachment(attachmentId)
  }

  async reserveUpload(caller: Caller, reservation: Reservation): Promise<Lease> {
    const { holding, alarms } = this.#admit(caller, 'edit')
    const store = () => this.#admit(caller, 'edit').store
    const growth = () => ({ bytes: store().workspace.checkUpload(reservation), deployments: 0 })
    const reserve = () => store().commit(() => store().workspace.reserveUpload(reservation))
    const lease = await holding.take(growth, reserve)
    await alarms.arm()
    return lease
  }

  commitUpload(caller: Caller, upload: Upload): Promise<{ entry: FileEntry; created: boolean }> {
    return this.#change(caller, 'edit', ({ workspace, log, conversation }) => {
      const { entry, created, change } = workspace.commitUpload(upload)
      conversation.noteUpload()
      log.append({ type: 'file.changed', ...change })
      return { entry, created }
    })
  }

  releaseUpload(caller: Caller, lease: string): Promise<void> {
    return this.#change(caller, 'edit', ({ workspace }) => workspace.releaseUpload(lease))
  }

  removeFile(caller: Caller, path: string): Promise<{ path: string }> {
    return this.#change(caller, 'edit', ({ workspace, log }) => {
      const change = workspace.remove(path)
      log.append({ type: 'file.changed', ...change })
      return { path: change.path }
    })
  }

  async openDeployment(caller: Caller, deploymentId: string, hosts: string[]): Promise<Deployment> {
    const { store } = this.#admit(caller, 'own')
    requirePerson(caller)
    return this.#settle(await openDeployment(this.env.BLOBS, store, { id: deploymentId, hosts }))
  }

  /** The site's manifest goes first, so that it is offline before anything says so. */
  async removeDeployment(caller: Caller, deploymentId: string): Promise<{ deploymentId: string }> {
    const { slug } = this.#admit(caller, 'edit').store.deployments.get(deploymentId)
    await removeSite(this.env.BLOBS, slug)
    await this.#change(caller, 'edit', ({ deployments, log, outbox }) => {
      deployments.remove(deploymentId)
      log.append({ type: 'deployment.removed', deploymentId })
      outbox.add('deployment', deploymentId)
    })
    return this.#settle({ deploymentId })
  }

  /** Writes this conversation's rows in D1 anew; false where there is no such conversation (any more). */
  async project(caller?: Caller): Promise<boolean> {
    // A Worker one release older tells no caller; its route has checked them.
    if (caller && !can(caller, 'administer', 'installation')) throw forbidden('administer')
    const { store, deletion } = this.#parts ?? {}
    if (!store || !(await projectAnew(this.env.DB, store, () => deletion?.find() !== undefined))) return false
    return this.#settle(true)
  }

  override async alarm(): Promise<void> {
    const { deletion, alarms } = this.#parts ?? {}
    if (!deletion?.isOver) return alarms?.ring()
    await deletion.erase()
    this.#parts = undefined
  }

  /** A missing conversation and another account's are one and the same to a caller. */
  #admit(caller: Caller, action: Action): Parts {
    const parts = this.#parts
    if (!parts || parts.deletion.find()) throw notFound()
    admit(caller, action, parts.store.conversation.get())
    return parts
  }

  /** One change, whole or not at all, and the alarm set for what it brought about. */
  async #change<T>(caller: Caller, action: Action, work: (store: Store) => T): Promise<T> {
    const { store, holding, alarms } = this.#admit(caller, action)
    const made = store.commit(() => {
      const made = work(store)
      holding.noteChange()
      return made
    })
    await alarms.arm()
    return made
  }

  /** What changed reaches D1 before we answer; by alarm where D1 is not well, or where we do not live to see it. */
  async #settle<T>(made: T): Promise<T> {
    const { store, alarms } = this.#parts ?? {}
    await alarms?.arm()
    await store?.outbox.drain()
    await alarms?.arm()
    return made
  }
}
