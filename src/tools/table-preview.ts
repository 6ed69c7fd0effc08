import type { Attachment } from '../wire/attachments'
import { type Cell, TABLE_MAX_CHARS, TABLE_MAX_ROWS, type Table } from '../wire/table'

/** A table of which more may be known than a preview holds. */
export interface Grid {
  columns: readonly string[]
  /** The first ones, or all. */
  rows: readonly (readonly Cell[])[]
  totalRows: number
}

/** Of one row more than a preview shows, so that it is known whether it shows all. */
export const COLUMNS_MAX = 100
export const CELL_MAX_CHARS = 500

/** What a preview holds of a table; `isWhole` where that is all of it. Every row is as long as there are columns. */
export function fitTable({ columns, rows, totalRows }: Grid): Omit<Table, 'data'> & { isWhole: boolean } {
  const names = columns.slice(0, COLUMNS_MAX).map((name) => name.slice(0, CELL_MAX_CHARS))
  const kept: Cell[][] = []
  let chars = JSON.stringify(names).length
  for (const row of rows.slice(0, TABLE_MAX_ROWS)) {
    const cells = names.map((_, at) => shortened(row[at] ?? null))
    chars += JSON.stringify(cells).length + 1
    if (chars > TABLE_MAX_CHARS) break
    kept.push(cells)
  }
  const isWide = columns.length > COLUMNS_MAX || rows.some((row) => row.length > COLUMNS_MAX)
  const isLong = kept.length < totalRows
  const isCut = columns.some(isTooLong) || rows.slice(0, kept.length).some((row) => row.some(isTooLong))
  return {
    columns: names,
    rows: kept,
    totalRows: Math.max(totalRows, kept.length),
    isWhole: !isWide && !isLong && !isCut,
  }
}

/** As `fitTable`; `keep` makes what holds the rest, and is asked only where there is a rest. */
export async function tableOf(grid: Grid, keep: () => Promise<Attachment | null> | Attachment | null): Promise<Table> {
  const { isWhole, ...table } = fitTable(grid)
  return { ...table, data: isWhole ? null : await keep() }
}

function isTooLong(cell: Cell): boolean {
  return typeof cell === 'string' && cell.length > CELL_MAX_CHARS
}

function shortened(cell: Cell): Cell {
  return typeof cell === 'string' && isTooLong(cell) ? `${cell.slice(0, CELL_MAX_CHARS)}…` : cell
}
