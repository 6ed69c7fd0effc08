import * as z from 'zod/mini'
import { ApprovalDecision, ApprovalKind, DecidedBy } from './approvals'
import { Conversation } from './conversations'
import { plainEndpoint } from './endpoint'
import { Problem } from './errors'
import { ConversationParams, Cursor, Id, Time } from './ids'
import { MessagePart, Usage } from './messages'
import { Preview } from './preview'

const turnId = Id
const step = z.number()
const invocationId = Id
const at = Time

/** One row of a conversation's log. `at` is when it was written; readers ignore types they do not know. */
export const LogEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message.added'),
    at,
    turnId,
    messageId: Id,
    parentId: z.nullable(Id),
    role: z.enum(['user', 'assistant']),
    parts: z.array(MessagePart),
  }),
  z.object({ type: z.literal('turn.queued'), at, turnId, messageId: Id, model: z.string() }),
  z.object({ type: z.literal('turn.started'), at, turnId, messageId: Id, model: z.string() }),
  z.object({ type: z.literal('turn.recovering'), at, turnId, reason: z.string() }),
  z.object({ type: z.literal('turn.completed'), at, turnId, usage: Usage }),
  z.object({ type: z.literal('turn.failed'), at, turnId, usage: Usage, error: Problem }),
  z.object({ type: z.literal('turn.stopped'), at, turnId, usage: Usage }),
  z.object({ type: z.literal('step.started'), at, turnId, step }),
  z.object({ type: z.literal('step.restarted'), at, turnId, step, discardAfter: Cursor }),
  z.object({ type: z.literal('step.retrying'), at, turnId, step, reason: z.string(), delayMs: z.number() }),
  z.object({
    type: z.literal('step.completed'),
    at,
    turnId,
    step,
    usage: Usage,
    ttftMs: z.nullable(z.number()),
    durationMs: z.number(),
  }),
  z.object({ type: z.literal('text.delta'), at, turnId, text: z.string() }),
  z.object({ type: z.literal('reasoning.delta'), at, turnId, text: z.string() }),
  z.object({
    type: z.literal('tool.preparing'),
    at,
    turnId,
    invocationId,
    name: z.string(),
    preview: z.nullable(Preview),
  }),
  z.object({
    type: z.literal('tool.started'),
    at,
    turnId,
    invocationId,
    name: z.string(),
    input: z.unknown(),
    preview: z.nullable(Preview),
  }),
  z.object({ type: z.literal('tool.progress'), at, turnId, invocationId, preview: Preview }),
  z.object({
    type: z.literal('tool.completed'),
    at,
    turnId,
    invocationId,
    name: z.string(),
    status: z.enum(['success', 'error', 'stopped', 'unknown']),
    durationMs: z.nullable(z.number()),
    /** What the model read, cut to OUTPUT_CHARS; the turn's invocation has the whole. */
    output: z.optional(z.string()),
    preview: z.nullable(Preview),
    error: z.optional(z.string()),
    /** True where this call brought the conversation's first content from outside. */
    tainted: z.optional(z.boolean()),
  }),
  z.object({
    type: z.literal('approval.requested'),
    at,
    turnId,
    invocationId,
    approvalId: Id,
    kind: ApprovalKind,
    tool: z.string(),
    hosts: z.array(z.string()),
    summary: z.string(),
    expiresAt: Time,
  }),
  z.object({
    type: z.literal('approval.decided'),
    at,
    turnId,
    invocationId,
    approvalId: Id,
    decision: ApprovalDecision,
    by: DecidedBy,
  }),
  z.object({ type: z.literal('file.changed'), at, path: z.string(), change: z.enum(['added', 'changed', 'removed']) }),
  z.object({
    type: z.literal('deployment.created'),
    at,
    deploymentId: Id,
    url: z.string(),
    title: z.string(),
    outsideHosts: z.optional(z.array(z.string())),
    openHosts: z.optional(z.array(z.string())),
  }),
  z.object({ type: z.literal('deployment.changed'), at, deploymentId: Id, openHosts: z.array(z.string()) }),
  z.object({ type: z.literal('deployment.removed'), at, deploymentId: Id }),
  z.object({ type: z.literal('conversation.changed'), at, conversation: Conversation }),
])
export type LogEvent = z.infer<typeof LogEvent>

/** An event before the log gave it its time. */
export type NewEvent = LogEvent extends infer E ? (E extends LogEvent ? Omit<E, 'at'> : never) : never

export type EventOf<T extends LogEvent['type']> = Extract<LogEvent, { type: T }>

/** Some consecutive rows of a log: `body` is the event as JSON, `after` where the page starts, `last` where the log ends. */
export interface LogPage {
  after: Cursor
  rows: { cursor: Cursor; body: string }[]
  last: Cursor
}

/** Sent every HEARTBEAT_MS, without an id, because it is not in the log. */
export type Heartbeat = { type: 'heartbeat' }
export const HEARTBEAT_MS = 15_000

/** Characters of a tool's output in an event. */
export const OUTPUT_CHARS = 20_000

export const watchEvents = plainEndpoint({
  method: 'get',
  path: '/api/conversations/:conversation/events',
  summary: 'Replay the log after a cursor, then follow it; Last-Event-ID beats `after`',
  params: ConversationParams,
  query: z.object({ after: z.optional(z.string()), dialect: z.optional(z.enum(['okcvm'])) }),
  produces: 'text/event-stream',
  errors: ['not_found', 'invalid_cursor', 'cursor_expired'],
})
