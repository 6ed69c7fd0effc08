import type { Grid } from '../table-preview'

/** What was read of a document. */
export interface DocumentRead {
  /** Markdown. */
  text: string
  /** Of a workbook its first sheet; its first row names the columns. */
  grid?: Grid | undefined
}
