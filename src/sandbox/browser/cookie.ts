import * as z from 'zod'

/** One cookie as it is kept (RFC 6265, 5.3). */
export const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  host: z.string(),
  /** Sent to that host alone, and not to those below it. */
  hostOnly: z.boolean(),
  path: z.string(),
  secure: z.boolean(),
  httpOnly: z.boolean().default(false),
  sameSite: z.enum(['strict', 'lax', 'none']),
  /** Epoch milliseconds; null: for as long as the conversation. */
  expiresAt: z.number().nullable(),
  createdAt: z.number(),
})
export type Cookie = z.infer<typeof Cookie>
