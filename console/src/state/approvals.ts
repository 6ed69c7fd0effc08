import { computed, createModel, signal } from '@preact/signals'
import { type Approval, type ApprovalDecision, decideApproval, listApprovals } from '../../../src/wire/approvals'
import type { EventOf } from '../../../src/wire/events'
import { ApiProblem, call } from '../api'

/** The calls of one conversation that wait or waited for the person. */
export const Approvals = createModel((conversation: () => string | undefined) => {
  const all = signal<Record<string, Approval>>({})
  const deciding = signal<string | undefined>(undefined)
  const problem = signal<unknown>(undefined)

  /** By invocation, in the order in which they were asked. */
  const byCall = computed(() => {
    const inOrder = Object.values(all.value).sort((a, b) => a.requestedAt - b.requestedAt)
    return Map.groupBy(inOrder, ({ invocationId }) => invocationId)
  })
  const waiting = computed(() => Object.values(all.value).filter(({ decision }) => decision === null))

  async function load() {
    const id = conversation()
    if (id === undefined) return
    const { approvals } = await call(listApprovals, { params: { conversation: id } })
    all.value = { ...all.peek(), ...Object.fromEntries(approvals.map((each) => [each.id, each])) }
  }

  function hearRequest(event: EventOf<'approval.requested'>) {
    const { approvalId: id, turnId, invocationId, kind, tool, hosts, summary, expiresAt, at: requestedAt } = event
    const open = { decision: null, by: null, decidedAt: null }
    // A replayed log tells of it again after the list has told how it ended.
    if (all.peek()[id]) return
    learn({ id, turnId, invocationId, kind, tool, hosts, summary, requestedAt, expiresAt, ...open })
  }

  function hearDecision({ approvalId, decision, by, at }: EventOf<'approval.decided'>) {
    const known = all.peek()[approvalId]
    if (known) learn({ ...known, decision, by, decidedAt: at })
  }

  /** Where another tab was faster, its answer is shown. */
  async function decide({ id }: Approval, decision: ApprovalDecision) {
    if (deciding.peek() !== undefined) return
    deciding.value = id
    problem.value = undefined
    try {
      const params = { conversation: conversation() ?? '', approval: id }
      learn(await call(decideApproval, { params, body: { decision } }))
    } catch (error) {
      problem.value = error
      if (error instanceof ApiProblem && error.code === 'already_decided') await load().catch(() => undefined)
    }
    deciding.value = undefined
  }

  function learn(approval: Approval) {
    all.value = { ...all.peek(), [approval.id]: approval }
  }

  return { waiting, byCall, deciding, problem, load, hearRequest, hearDecision, decide }
})
