import * as z from 'zod/mini'
import { Attachment } from './attachments'

export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.infer<typeof Cell>

/** `rows` are the first ones; where that is not all, `data` is a CSV of more of them, if one was kept. */
export const Table = z.object({
  columns: z.array(z.string()),
  /** Each as long as `columns`. */
  rows: z.array(z.array(Cell)),
  totalRows: z.number(),
  data: z.nullable(Attachment),
})
export type Table = z.infer<typeof Table>

/** Of a table in a preview. */
export const TABLE_MAX_ROWS = 200
/** Of all its cells together, as JSON. */
export const TABLE_MAX_CHARS = 20_000
