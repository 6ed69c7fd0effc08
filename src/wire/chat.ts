import * as z from 'zod/mini'
import { plainEndpoint } from './endpoint'
import { TURN_FAILURES } from './errors'
import { Id } from './ids'

/** OKCVM's own dialect, kept for programs written against the earlier server: snake_case, one request that acts and watches. */
export const ChatRequest = z.strictObject({
  message: z.string(),
  conversation_id: z.optional(Id),
  message_id: z.optional(Id),
  /** Answer in place of the last message instead of after it. */
  replace_last: z._default(z.boolean(), false),
  stream: z._default(z.boolean(), true),
})
export type ChatRequest = z.infer<typeof ChatRequest>

export const ChatPayload = z.object({
  reply: z.string(),
  conversation_id: Id,
  message_id: Id,
  meta: z.object({
    model: z.string(),
    timestamp: z.string(),
    tokensIn: z.nullable(z.number()),
    tokensOut: z.nullable(z.number()),
    /** Seconds. */
    latency: z.nullable(z.number()),
    status: z.enum(['completed', 'stopped']),
    summary: z.string(),
  }),
  web_preview: z.nullable(z.object({ url: z.string(), deployment_id: Id, title: z.string() })),
  ppt_slides: z.array(z.object({ title: z.string(), bullets: z.array(z.string()) })),
  artifacts: z.array(z.object({ type: z.string(), name: z.string(), url: z.string() })),
  tool_calls: z.array(
    z.object({
      step: z.number(),
      tool_name: z.string(),
      tool_input: z.unknown(),
      tool_output: z.nullable(z.string()),
      invocation_id: Id,
    }),
  ),
  workspace_state: z.object({
    files: z.number(),
    snapshots: z.number(),
    latest_snapshot: z.nullable(z.string()),
  }),
  uploads: z.array(z.object({ name: z.string(), path: z.string(), size_bytes: z.number() })),
  upload_limit: z.number(),
  max_upload_size_mb: z.number(),
  max_upload_size_bytes: z.number(),
})
export type ChatPayload = z.infer<typeof ChatPayload>

export type ChatEvent =
  | { type: 'token'; delta: string }
  | { type: 'tool_started'; invocation_id: string; tool_name: string; input: unknown }
  | {
      type: 'tool_completed'
      invocation_id: string
      tool_name: string
      status: 'success' | 'error'
      duration_ms: number | null
      output?: string
      error?: string
    }
  | { type: 'approval_requested'; invocation_id: string; approval_id: string; hosts: string[]; summary: string }
  | { type: 'approval_decided'; invocation_id: string; approval_id: string; decision: 'once' | 'host' | 'denied' }
  | { type: 'discard'; after: string }
  | { type: 'final'; payload: ChatPayload }
  | { type: 'error'; code: string; message: string }
  | { type: 'stop' }
  | { type: 'heartbeat' }

export const chat = plainEndpoint({
  method: 'post',
  path: '/api/chat',
  summary: 'Send a message and watch its turn in one request',
  body: ChatRequest,
  produces: 'text/event-stream',
  errors: ['bad_request', 'not_found', 'message_conflict', 'too_large', 'limit_reached', ...TURN_FAILURES],
})
