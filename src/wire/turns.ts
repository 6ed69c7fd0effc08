import * as z from 'zod/mini'
import { Approval } from './approvals'
import { endpoint } from './endpoint'
import { Problem } from './errors'
import { ConversationParams, Cursor, Id, Time } from './ids'
import { InvocationStatus, Usage } from './messages'
import { Preview } from './preview'

export const TurnStatus = z.enum(['queued', 'running', 'completed', 'failed', 'stopped'])
export type TurnStatus = z.infer<typeof TurnStatus>

/** One model call. Times in milliseconds; null is unknown. */
export const Step = z.object({
  step: z.number(),
  status: z.enum(['running', 'completed', 'failed', 'stopped']),
  model: z.nullable(z.string()),
  responseId: z.nullable(z.string()),
  finishReason: z.nullable(z.string()),
  usage: Usage,
  ttftMs: z.nullable(z.number()),
  durationMs: z.nullable(z.number()),
  retries: z.number(),
  startedAt: Time,
  error: z.nullable(Problem),
})
export type Step = z.infer<typeof Step>

/** One tool call, as the ledger keeps it; in a turn of many long ones each says where its whole is. */
export const Invocation = z.object({
  invocationId: Id,
  step: z.number(),
  name: z.string(),
  input: z.unknown(),
  effect: z.enum(['none', 'workspace', 'keyed', 'outside']),
  status: InvocationStatus,
  output: z.nullable(z.string()),
  preview: z.nullable(Preview),
  startedAt: z.nullable(Time),
  durationMs: z.nullable(z.number()),
})
export type Invocation = z.infer<typeof Invocation>

export const Turn = z.object({
  id: Id,
  conversationId: Id,
  /** The user's message that the turn answers. */
  messageId: Id,
  /** The assistant's message that the turn writes. */
  answerId: Id,
  status: TurnStatus,
  model: z.string(),
  createdAt: Time,
  startedAt: z.nullable(Time),
  endedAt: z.nullable(Time),
  usage: Usage,
  error: z.nullable(Problem),
  steps: z.array(Step),
  invocations: z.array(Invocation),
  /** Calls of the turn that wait or waited for the person, in their order. */
  approvals: z.array(Approval),
})
export type Turn = z.infer<typeof Turn>

const TurnParams = z.object({ conversation: Id, turn: Id })

export const SendMessage = z.strictObject({
  /** Made by the client; a repeat with the same text is the same turn, with another text a 409. */
  messageId: Id,
  text: z.string(),
  /** The message to answer to; the end of the active branch unless told, null for a new root. */
  parentId: z.optional(z.nullable(Id)),
  /** Stop the running turn and start at once, before what waits. */
  interrupt: z.optional(z.boolean()),
})
export type SendMessage = z.infer<typeof SendMessage>

export const TurnReceipt = z.object({ turnId: Id, cursor: Cursor })
export type TurnReceipt = z.infer<typeof TurnReceipt>

export const sendMessage = endpoint({
  method: 'post',
  path: '/api/conversations/:conversation/turns',
  summary: 'Send a message; its turn starts, or waits for the one that runs',
  params: ConversationParams,
  body: SendMessage,
  reply: TurnReceipt,
  status: 202,
  errors: ['not_found', 'bad_request', 'message_conflict', 'too_large', 'limit_reached'],
})

export const getTurn = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation/turns/:turn',
  summary: 'A turn with its steps and tool calls',
  params: TurnParams,
  reply: Turn,
  errors: ['not_found'],
})

export const getInvocation = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation/turns/:turn/invocations/:invocation',
  summary: 'One tool call, whole; a turn of many long ones shows them cut',
  params: z.object({ ...TurnParams.shape, invocation: Id }),
  reply: Invocation,
  errors: ['not_found'],
})

export const cancelTurn = endpoint({
  method: 'post',
  path: '/api/conversations/:conversation/turns/:turn/cancellation',
  summary: 'Stop a turn, or withdraw a queued one; a repeat changes nothing',
  params: TurnParams,
  reply: z.object({ turnId: Id, status: TurnStatus }),
  errors: ['not_found'],
})
