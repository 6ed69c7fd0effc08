import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { Id, Time } from './ids'

export const KeyScope = z.enum(['read', 'chat', 'admin'])
export const KEY_NAME_MAX = 80

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  /** The first characters, to tell one key from another. */
  start: z.string(),
  scopes: z.array(KeyScope),
  createdAt: Time,
  /** To the minute; null is never. */
  lastUsedAt: z.nullable(Time),
  /** Null is never. */
  expiresAt: z.nullable(Time),
})
export type ApiKey = z.infer<typeof ApiKey>

export const listKeys = endpoint({
  method: 'get',
  path: '/api/keys',
  summary: 'Your API keys, newest first, without their secrets',
  scope: 'person',
  reply: z.object({ keys: z.array(ApiKey) }),
  errors: ['setup_required'],
})

export const createKey = endpoint({
  method: 'post',
  path: '/api/keys',
  summary: 'Make an API key; its secret is in this answer and nowhere else',
  scope: 'person',
  body: z.strictObject({
    name: z
      .string()
      .check(z.trim(), z.minLength(1, 'Give the key a name.'), z.maxLength(KEY_NAME_MAX, 'Give it a shorter name.')),
    scopes: z.array(KeyScope).check(z.minLength(1, 'Choose at least one of read, chat and admin.'), z.maxLength(3)),
    expiresAt: z._default(z.nullable(Time), null),
  }),
  reply: z.object({ key: ApiKey, secret: z.string() }),
  status: 201,
  errors: ['bad_request', 'key_limit', 'forbidden_origin', 'setup_required'],
})

export const revokeKey = endpoint({
  method: 'delete',
  path: '/api/keys/:key',
  summary: 'Revoke an API key; from then on it is refused',
  scope: 'person',
  params: z.object({ key: Id }),
  reply: z.object({ keyId: Id }),
  errors: ['not_found', 'forbidden_origin', 'setup_required'],
})
