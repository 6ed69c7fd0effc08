import * as z from 'zod/mini'

export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/

export const Id = z.string().check(z.regex(ID_PATTERN, 'An id has 1 to 64 characters of A-Z, a-z, 0-9, _ and -.'))

/** Opaque, of fixed width, sortable as text: a place between two events of one conversation's log. */
export const Cursor = z.string()
export type Cursor = z.infer<typeof Cursor>

/** Epoch milliseconds. */
export const Time = z.number()

export const ConversationParams = z.object({ conversation: Id })
