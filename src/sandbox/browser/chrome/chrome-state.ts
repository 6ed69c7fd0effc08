import * as z from 'zod'

/** What is kept of a conversation's Chrome between calls. */
export const ChromeState = z.object({
  sessionId: z.string(),
  contextId: z.string(),
  /** The open tabs by citation id. */
  tabs: z.record(z.string(), z.string()),
})
export type ChromeState = z.infer<typeof ChromeState>
