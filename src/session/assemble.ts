import { providerSettings } from '../accounts/provider-settings'
import { reachMeter } from '../accounts/reach-meter'
import { CallConnectors } from '../connectors/call-connectors'
import { ServiceMemory } from '../connectors/service-memory'
import { wayTo } from '../connectors/way'
import { createEgress } from '../egress/egress'
import { type Config, type Env, readConfig } from '../env'
import { readAccountSettings } from '../records/account-settings'
import { PdfIsolate } from '../sandbox/pdf/pdf-isolate'
import { ContainerPython } from '../sandbox/python/container/container-python'
import type { PythonEngine } from '../sandbox/python/engine'
import { Interpreter } from '../sandbox/python/interpreter'
import { reportUnexpected } from '../telemetry'
import { tools } from '../tools/index'
import { Workspace } from '../workspace/workspace'
import { AccountModels } from './account-models'
import { type Alarm, Alarms } from './alarms'
import { Approvals } from './approvals'
import { Conductor } from './conductor'
import { ConversationRow } from './conversation-row'
import { approvalTimeout } from './decide-approval'
import { Deletion } from './deletion'
import { Deployments } from './deployments'
import { EventLog } from './event-log'
import { Holding } from './holding'
import { Ledger } from './ledger'
import type { Machinery } from './live-turn'
import { type AskMeter, Metering } from './metering'
import { migrate } from './migrations'
import { Outbox } from './outbox'
import { addEverything, project } from './projection'
import { Inbox } from './send-message'
import { Steps } from './steps'
import type { Store } from './store'
import { Transcript } from './transcript'
import { trimming } from './trimming'
import { TurnQueue } from './turn-queue'
import { Watchers } from './watchers'

/** The working parts of one session. */
export interface Parts {
  store: Store
  conductor: Conductor
  inbox: Inbox
  metering: Metering
  holding: Holding
  watchers: Watchers
  deletion: Deletion
  alarms: Alarms
}

/** Puts a session together over its tables, which must be there. */
export function assemble(ctx: DurableObjectState, env: Env): Parts {
  const { sql } = ctx.storage
  const config = readConfig(env)
  const now = () => Date.now()
  const conversation = new ConversationRow(sql)
  const log: EventLog = new EventLog(sql, now, () => watchers.announce())
  const watchers = new Watchers(ctx, log)
  const conversationId = conversation.find()?.id ?? ''
  const [ledger, steps] = [new Ledger(sql, conversationId), new Steps(sql)]
  const store: Store = {
    conversation,
    log,
    ledger,
    steps,
    sql,
    now,
    transcript: new Transcript(sql, ledger, steps),
    turns: new TurnQueue(sql),
    workspace: new Workspace({ sql, bucket: env.BLOBS, conversationId, now }),
    deployments: new Deployments(sql, conversationId, config.sitesHost),
    approvals: new Approvals(sql),
    outbox: new Outbox(sql, now, async (kind, ref) => {
      // What was on its way when the conversation was deleted must not bring its rows back.
      if (deletion.find()) return
      if (kind === 'holding') return holding.settle()
      if (kind === 'turn') await metering.end(ref)
      await project(env, store, kind, ref)
    }),
    commit: (change) => ctx.storage.transactionSync(change),
    newId: (prefix) => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`,
  }
  const askMeter: AskMeter = (ask, patience) => reachMeter(env, conversation.get().account, ask, patience)
  const metering = new Metering({ store, askMeter, limits: config.limits })
  const holding = new Holding({ store, askMeter, limits: config.limits })
  const deletion = new Deletion({
    storage: ctx.storage,
    db: env.DB,
    bucket: env.BLOBS,
    now,
    quiet: () => store.outbox.idle(),
    endComputer: (id) => endComputer(env, id),
    leaveAccount: async () => {
      await holding.idle()
      await metering.leave()
    },
  })
  const conductor: Conductor = new Conductor({
    store,
    machineryFor: machinery(config, env, { conversation, metering, holding }),
    waitUntil: (work) => ctx.waitUntil(work),
    settle: async () => {
      await store.outbox.drain()
      await alarms.arm()
    },
  })
  // Nothing of a deleted conversation rings but its removal.
  const ofTheLiving = (alarm: Alarm): Alarm => ({
    ...alarm,
    dueAt: () => (deletion.find() ? undefined : alarm.dueAt()),
  })
  const alarms: Alarms = new Alarms(ctx.storage, now, {
    deletion,
    watchdog: ofTheLiving({ dueAt: () => conductor.dueAt(), ring: async () => conductor.recover() }),
    outbox: ofTheLiving({ dueAt: () => store.outbox.nextDueAt(), ring: () => store.outbox.drain() }),
    approvals: ofTheLiving(approvalTimeout({ store, conductor })),
    trimming: ofTheLiving(trimming(store)),
    workspace: ofTheLiving({ dueAt: () => store.workspace.nextDueAt(), ring: () => sweep(store, holding) }),
  })
  const inbox = new Inbox({ store, conductor, metering })
  return { store, conductor, inbox, metering, holding, watchers, deletion, alarms }
}

/** Makes the conversation's tables and its one row, and all that D1 has to learn of it. */
export function build(
  ctx: DurableObjectState,
  env: Env,
  { id, account, model, title }: { id: string; account: string; model: string; title: string | undefined },
): Parts {
  const { storage } = ctx
  const secret = crypto.randomUUID() + crypto.randomUUID()
  storage.transactionSync(() => {
    migrate(storage.sql)
    const { store } = assemble(ctx, env)
    store.conversation.create({ id, account, model, title, now: store.now(), secret })
    addEverything(store)
  })
  // What was put together before the row was there does not know the conversation's id.
  return assemble(ctx, env)
}

/** A lease that expired gives its room back. */
async function sweep({ workspace }: Store, holding: Holding): Promise<void> {
  await workspace.sweep()
  holding.noteChange()
}

/** What every turn works with; the model is asked for anew, since settings change between its calls. */
function machinery(
  config: Config,
  env: Env,
  { conversation, metering, holding }: { conversation: ConversationRow; metering: Metering; holding: Holding },
): (model: string) => Machinery {
  const shared = {
    tools,
    maxSteps: config.maxSteps,
    handover: config.handover,
    egress: createEgress({ config, env }),
    connectorsFor: connectors(config, env, conversation),
    metering,
    holding,
    interpreter: pythonEngine(config, env, conversation.find()?.id ?? ''),
    pdf: new PdfIsolate({ loader: env.LOADER, assets: env.ASSETS }),
    bucket: env.BLOBS,
    sitesHost: config.sitesHost,
    chrome: env.BROWSER,
    wantsApprovals: () => wantsApprovals(env.DB, conversation.get().account),
  }
  const models = new AccountModels(env)
  return (model) => ({ ...shared, model: () => models.forCall(conversation.get().account, model) })
}

/** A container where one is bound, else an isolate. */
function pythonEngine({ pythonMs: timeoutMs }: Config, env: Env, conversationId: string): PythonEngine {
  const { COMPUTERS: computers, LOADER: loader, ASSETS: assets, BLOBS: bucket } = env
  if (computers) return new ContainerPython({ computer: () => computers.getByName(conversationId), timeoutMs })
  return new Interpreter({ loader, assets, bucket, conversationId, timeoutMs })
}

/** What a container still holds of a conversation should not outlive it; one that does not answer falls asleep by itself. */
async function endComputer({ COMPUTERS: computers }: Env, conversationId: string): Promise<void> {
  const ending = computers?.getByName(conversationId).fetch('http://container/', { method: 'DELETE' })
  await ending?.catch((error: unknown) => reportUnexpected(error, { deletion: 'a container was not ended' }))
}

/** The services that the account set up, else the operator, asked for anew at each call. */
function connectors(config: Config, env: Env, conversation: ConversationRow): Machinery['connectorsFor'] {
  const now = () => Date.now()
  const memory = new ServiceMemory(now)
  return ({ ownHost, received, signal }) =>
    new CallConnectors({
      settings: () => providerSettings(env, conversation.get().account, 'search'),
      wayTo: (settings) => wayTo({ config, env }, settings, ownHost),
      yahooFinanceUrl: config.yahooFinanceUrl,
      memory,
      now,
      received,
      signal,
    })
}

/** Where D1 cannot say, the person is asked. */
async function wantsApprovals(db: D1Database, account: string): Promise<boolean> {
  try {
    return (await readAccountSettings(db, account)).approvals
  } catch (error) {
    reportUnexpected(error, { reading: 'account settings' })
    return true
  }
}
