import { AppError } from '../errors'
import type { Approval, ApprovalDecision, DecidedBy } from '../wire/approvals'
import type { Alarm } from './alarms'
import type { Store } from './store'

interface Parts {
  store: Store
  /** Takes up the turn that waited. */
  conductor: { resume(): void }
}

/** The person's word; the call goes on, or ends, at once. Throws not_found, or already_decided for another decision. */
export function decideApproval({ store, conductor }: Parts, id: string, decision: ApprovalDecision): Approval {
  const approval = store.approvals.get(id)
  if (approval.decision === decision) return approval
  if (approval.decision !== null) {
    throw new AppError('already_decided', 'This was decided before, or its time was over. Reload to see how it went.')
  }
  store.commit(() => settle(store, approval, { decision, by: 'person' }))
  conductor.resume()
  return store.approvals.get(id)
}

/** Nobody's answer within a day is a no. */
export function approvalTimeout({ store, conductor }: Parts): Alarm {
  return {
    dueAt: () => store.approvals.nextDueAt(),
    async ring() {
      const overdue = store.approvals.open().filter(({ expiresAt }) => expiresAt <= store.now())
      store.commit(() => {
        for (const approval of overdue) settle(store, approval, { decision: 'denied', by: 'timeout' })
      })
      conductor.resume()
    },
  }
}

/** What still waits when its turn is stopped is denied with it. Inside the transaction that ends the turn. */
export function denyOpen(store: Store, turnId: string): void {
  for (const approval of store.approvals.open(turnId)) settle(store, approval, { decision: 'denied', by: 'person' })
}

function settle(
  store: Store,
  { id, turnId, invocationId }: Approval,
  ruling: { decision: ApprovalDecision; by: DecidedBy },
) {
  store.approvals.decide(id, { ...ruling, now: store.now() })
  store.log.append({ type: 'approval.decided', turnId, invocationId, approvalId: id, ...ruling })
  tellWaiting(store)
}

/** Inside the transaction that makes the call wait. */
export function tellRequest(store: Store, id: string): void {
  const { turnId, invocationId, kind, tool, hosts, summary, expiresAt } = store.approvals.get(id)
  const told = { turnId, invocationId, approvalId: id, kind, tool, hosts, summary, expiresAt }
  store.log.append({ type: 'approval.requested', ...told })
  tellWaiting(store)
}

/** Lists show which conversation waits for the person. */
function tellWaiting({ conversation, log, outbox }: Store): void {
  const told = conversation.read()
  log.append({ type: 'conversation.changed', conversation: told })
  outbox.add('conversation', told.id)
}
