import * as z from 'zod/mini'
import { endpoint } from './endpoint'

export const createRewrap = endpoint({
  method: 'post',
  path: '/api/rewraps',
  summary: 'Wrap saved keys anew under the first root key, a page at a time: repeat with the cursor until it is null',
  scope: 'admin',
  body: z.optional(z.strictObject({ cursor: z.optional(z.string().check(z.maxLength(200))) })),
  reply: z.object({
    /** The ids of the root keys that open; the first of them wraps. */
    rootKeys: z.array(z.string()),
    rewrapped: z.number(),
    /** Of this page, saved keys that no root key opens. */
    unreadable: z.number(),
    cursor: z.nullable(z.string()),
  }),
  errors: ['bad_request', 'invalid_cursor', 'setup_required'],
})
