import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { ConversationParams, Id, Time } from './ids'

export const Conversation = z.object({
  id: Id,
  title: z.string(),
  model: z.string(),
  pinned: z.boolean(),
  archived: z.boolean(),
  /** Content from outside is in its history: the web's, a connector's. It stays so. */
  tainted: z.boolean(),
  /** A call waits for the person to approve it. */
  awaitsApproval: z.boolean(),
  createdAt: Time,
  updatedAt: Time,
})
export type Conversation = z.infer<typeof Conversation>

export const TITLE_CHARS = 200
const Title = z.string().check(z.trim(), z.minLength(1), z.maxLength(TITLE_CHARS))
const Flag = z.stringbool()

export const listConversations = endpoint({
  method: 'get',
  path: '/api/conversations',
  summary: 'List conversations, pinned first, then newest first',
  query: z.object({
    q: z.optional(z.string().check(z.maxLength(200))),
    cursor: z.optional(z.string().check(z.maxLength(200))),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 50),
    archived: z._default(Flag, false),
  }),
  /** `cursor` fetches the next page; null on the last. */
  reply: z.object({ conversations: z.array(Conversation), cursor: z.nullable(z.string()) }),
  errors: ['bad_request', 'invalid_cursor', 'setup_required'],
})

export const createConversation = endpoint({
  method: 'post',
  path: '/api/conversations',
  summary: 'Create a conversation; the body may be empty',
  body: z.optional(z.strictObject({ title: z.optional(Title) })),
  reply: Conversation,
  status: 201,
  errors: ['bad_request', 'setup_required'],
})

export const getConversation = endpoint({
  method: 'get',
  path: '/api/conversations/:conversation',
  summary: 'One conversation',
  params: ConversationParams,
  reply: Conversation,
  errors: ['not_found'],
})

export const updateConversation = endpoint({
  method: 'patch',
  path: '/api/conversations/:conversation',
  summary: 'Rename, pin, archive, or choose the model of a conversation',
  params: ConversationParams,
  body: z.strictObject({
    title: z.optional(Title),
    pinned: z.optional(z.boolean()),
    archived: z.optional(z.boolean()),
    model: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  }),
  reply: Conversation,
  errors: ['not_found', 'bad_request'],
})
export type ConversationChange = z.infer<typeof updateConversation.body>

export const DeletionReceipt = z.object({
  conversationId: Id,
  deleted: z.object({ messages: z.number(), files: z.number(), blobs: z.number(), deployments: z.number() }),
})
export type DeletionReceipt = z.infer<typeof DeletionReceipt>

export const deleteConversation = endpoint({
  method: 'delete',
  path: '/api/conversations/:conversation',
  summary: 'Delete a conversation with its files, deployments and rows; the same receipt again for 24 h',
  scope: 'own',
  params: ConversationParams,
  reply: DeletionReceipt,
  errors: ['not_found'],
})
