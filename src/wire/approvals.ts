import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { ConversationParams, Id, Time } from './ids'

/** `once` lets the one call through, `host` every later one of the conversation to these hosts too. */
export const ApprovalDecision = z.enum(['once', 'host', 'denied'])
export type ApprovalDecision = z.infer<typeof ApprovalDecision>

export const ApprovalKind = z.enum(['request', 'deployment'])
export type ApprovalKind = z.infer<typeof ApprovalKind>

/** Who decided: `timeout` where nobody did within APPROVAL_HOURS. */
export const DecidedBy = z.enum(['person', 'timeout'])
export type DecidedBy = z.infer<typeof DecidedBy>

/** A call that waits for the person, because what it reaches for could carry the person's data out. */
export const Approval = z.object({
  id: Id,
  turnId: Id,
  invocationId: Id,
  kind: ApprovalKind,
  /** The tool's name. */
  tool: z.string(),
  /** Those that nobody has approved yet. */
  hosts: z.array(z.string()),
  /** What would leave, cut: method and address of a request, the folder of a deployment. */
  summary: z.string(),
  requestedAt: Time,
  /** When it is denied by itself. */
  expiresAt: Time,
  /** Null while it waits. */
  decision: z.nullable(ApprovalDecision),
  by: z.nullable(DecidedBy),
  decidedAt: z.nullable(Time),
})
export type Approval = z.infer<typeof Approval>

export const APPROVAL_HOURS = 24

const ApprovalParams = z.object({ conversation: Id, approval: Id })

export const listApprovals = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation/approvals',
  summary: 'Calls of a conversation that wait or waited for the person, newest first',
  params: ConversationParams,
  reply: z.object({ approvals: z.array(Approval) }),
  errors: ['not_found'],
})

export const decideApproval = endpoint({
  method: 'post',
  path: '/api/conversations/:conversation/approvals/:approval/decision',
  summary: 'Let a waiting call through once or for its hosts, or deny it; a repeat changes nothing',
  scope: 'person',
  params: ApprovalParams,
  body: z.strictObject({ decision: ApprovalDecision }),
  reply: Approval,
  errors: ['not_found', 'bad_request', 'already_decided'],
})
