/** What a counted Worker answers under /bench/rows. */
export interface Count {
  /** Rows written so far, by the table or call that wrote them. */
  rows: Record<string, number>
  /** Of the one object's database, in pages that are in use. */
  sizeBytes: number
}
