import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { ConversationParams, Cursor, Id, Time } from './ids'
import { Preview } from './preview'

/** Tokens as the provider counted them; null is unknown, never guessed. */
export const Usage = z.object({
  inputTokens: z.nullable(z.number()),
  cachedTokens: z.nullable(z.number()),
  outputTokens: z.nullable(z.number()),
  reasoningTokens: z.nullable(z.number()),
})
export type Usage = z.infer<typeof Usage>

export const InvocationStatus = z.enum(['running', 'success', 'error', 'stopped', 'unknown'])
export type InvocationStatus = z.infer<typeof InvocationStatus>

export const MessagePart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('reasoning'),
    text: z.string(),
    /** From its first word until the answer's; absent where that was not measured. */
    durationMs: z.optional(z.number()),
  }),
  z.object({
    type: z.literal('tool'),
    invocationId: Id,
    name: z.string(),
    input: z.unknown(),
    status: InvocationStatus,
    /** What the model read, or the error's sentence; null while it runs. */
    output: z.nullable(z.string()),
    preview: z.nullable(Preview),
    durationMs: z.nullable(z.number()),
  }),
  z.object({ type: z.literal('file'), path: z.string(), sizeBytes: z.number() }),
])
export type MessagePart = z.infer<typeof MessagePart>

export const Message = z.object({
  id: Id,
  parentId: z.nullable(Id),
  role: z.enum(['user', 'assistant']),
  turnId: Id,
  createdAt: Time,
  parts: z.array(MessagePart),
  usage: z.nullable(Usage),
})
export type Message = z.infer<typeof Message>

export const MESSAGE_MAX_BYTES = 256 * 1024

export const TOO_LARGE = `A message has at most ${MESSAGE_MAX_BYTES / 1024} KB. Upload longer text as a file.`

/** Why a text cannot be sent, with the field that holds it; undefined where it can. */
export function textProblem(
  text: string,
  field: string,
): { code: 'bad_request' | 'too_large'; message: string } | undefined {
  if (text.trim() === '')
    return { code: 'bad_request', message: `${field}: the message is empty. Write something first.` }
  if (new TextEncoder().encode(text).length <= MESSAGE_MAX_BYTES) return undefined
  return { code: 'too_large', message: TOO_LARGE }
}

export const listMessages = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation/messages',
  summary: 'The active branch, oldest first; read events after `cursor` to miss and double nothing',
  params: ConversationParams,
  query: z.object({
    before: z.optional(z.string().check(z.maxLength(100))),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200)), 50),
  }),
  /** `before` fetches the page of older messages; null where this page holds the first. */
  reply: z.object({ messages: z.array(Message), cursor: Cursor, before: z.nullable(z.string()) }),
  errors: ['not_found', 'bad_request'],
})
export type MessagePage = z.infer<typeof listMessages.reply>
