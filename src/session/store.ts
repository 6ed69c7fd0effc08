import type { Workspace } from '../workspace/workspace'
import type { Approvals } from './approvals'
import type { ConversationRow } from './conversation-row'
import type { Deployments } from './deployments'
import type { EventLog } from './event-log'
import type { Ledger } from './ledger'
import type { Outbox } from './outbox'
import type { Steps } from './steps'
import type { Transcript } from './transcript'
import type { TurnQueue } from './turn-queue'

/** The tables of one conversation, each behind the class that alone writes it. */
export interface Store {
  conversation: ConversationRow
  log: EventLog
  transcript: Transcript
  turns: TurnQueue
  steps: Steps
  ledger: Ledger
  workspace: Workspace
  deployments: Deployments
  approvals: Approvals
  outbox: Outbox
  sql: SqlStorage
  /** Runs a change whole or not at all; no await inside. */
  commit<T>(change: () => T): T
  now(): number
  newId(prefix: string): string
}
