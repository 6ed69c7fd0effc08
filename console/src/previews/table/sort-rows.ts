import type { Cell } from '../../../../src/wire/table'
import { isNumber } from '../csv'

export interface Order {
  column: number
  direction: 'ascending' | 'descending'
}

/** Rows in the order of a column: numbers, then words; what is empty comes last either way. Equal ones stay as they were. */
export function sortRows(rows: Cell[][], order: Order | undefined, locale: string): Cell[][] {
  if (!order) return rows
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const turn = order.direction === 'ascending' ? 1 : -1
  return rows.toSorted((one, other) => {
    const [a = null, b = null] = [one[order.column], other[order.column]]
    if (isEmpty(a) || isEmpty(b)) return Number(isEmpty(a)) - Number(isEmpty(b))
    return turn * compareCells(a, b, compare)
  })
}

/** Up, then down, then as it came. */
export function nextOrder(order: Order | undefined, column: number): Order | undefined {
  if (order?.column !== column) return { column, direction: 'ascending' }
  return order.direction === 'ascending' ? { column, direction: 'descending' } : undefined
}

/** Columns that hold numbers and nothing else. */
export function numericColumns(columns: string[], rows: Cell[][]): boolean[] {
  return columns.map((_, at) => {
    const cells = rows.map((row) => row[at] ?? null).filter((cell) => !isEmpty(cell))
    return cells.length > 0 && cells.every((cell) => numberIn(cell) !== undefined)
  })
}

function isEmpty(cell: Cell): boolean {
  return cell === null || cell === ''
}

function compareCells(a: Cell, b: Cell, compare: (a: string, b: string) => number): number {
  const [first, second] = [numberIn(a), numberIn(b)]
  if (first !== undefined && second !== undefined) return first - second
  if (first !== undefined) return -1
  if (second !== undefined) return 1
  return compare(String(a), String(b))
}

/** A number, or text that is one as it stood in a file: `12.50`. */
function numberIn(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell
  return typeof cell === 'string' && isNumber(cell) ? Number(cell) : undefined
}
