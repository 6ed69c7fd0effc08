import * as z from 'zod/mini'
import { plainEndpoint } from './endpoint'
import { Id } from './ids'

/**
 * Bytes that a call shows, kept beside it as they were: a file of the workspace may change, what a message shows does
 * not. They go with the conversation.
 */
export const Attachment = z.object({ attachmentId: Id, name: z.string(), type: z.string(), sizeBytes: z.number() })
export type Attachment = z.infer<typeof Attachment>

/** Widths of a thumbnail, in pixels: each is made once, so there are few. */
export const THUMBNAIL_WIDTHS = [480, 960] as const

export const readAttachment = plainEndpoint({
  method: 'get',
  path: '/api/conversations/:conversation/attachments/:attachment',
  summary: 'The bytes that a call showed, as they were; of a picture a smaller one by width',
  params: z.object({ conversation: Id, attachment: Id }),
  query: z.object({
    /** A picture is answered no wider than this, where pictures can be resized here; else as it is. */
    width: z.optional(z.enum(THUMBNAIL_WIDTHS.map(String) as ['480', '960'])),
    download: z.optional(z.literal('1')),
  }),
  produces: 'application/octet-stream',
  errors: ['not_found', 'range_not_satisfiable'],
})
