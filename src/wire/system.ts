import * as z from 'zod/mini'
import { endpoint } from './endpoint'

export const Model = z.object({
  id: z.string(),
  /** What a person reads; the demo model's says "demo, not an AI". */
  label: z.string(),
  provider: z.enum(['demo', 'openai-compatible', 'workers-ai']),
  demo: z.boolean(),
  /** Tokens; null is unknown. */
  contextTokens: z.nullable(z.number()),
  default: z.boolean(),
})
export type Model = z.infer<typeof Model>

export const listModels = endpoint({
  method: 'get',
  path: '/api/models',
  summary: 'The models a conversation can use',
  reply: z.object({ models: z.array(Model) }),
  errors: ['setup_required'],
})

export const createRebuild = endpoint({
  method: 'post',
  path: '/api/rebuilds',
  summary: 'Write D1 anew from the sessions, a page at a time: repeat with the cursor until it is null',
  scope: 'admin',
  body: z.optional(z.strictObject({ cursor: z.optional(z.string().check(z.maxLength(2000))) })),
  /** `projected` conversations were written; `removed` rows named a conversation that is gone. */
  reply: z.object({ projected: z.number(), removed: z.number(), cursor: z.nullable(z.string()) }),
  errors: ['bad_request', 'invalid_cursor', 'setup_required'],
})

export const getHealth = endpoint({
  method: 'get',
  path: '/health',
  summary: 'Whether the Worker answers and is set up',
  scope: 'open',
  reply: z.object({ status: z.enum(['ok', 'setup_required']), version: z.string() }),
  errors: [],
})

export const getOpenApi = endpoint({
  method: 'get',
  path: '/api/openapi.json',
  summary: 'This document, OpenAPI 3.1',
  scope: 'open',
  reply: z.record(z.string(), z.unknown()),
  errors: [],
})
