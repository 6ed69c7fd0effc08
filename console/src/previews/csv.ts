import type { Cell, Table } from '../../../src/wire/table'

type Grid = Pick<Table, 'columns' | 'rows'>

/** Comma-separated values as RFC 4180 has them, in which no spreadsheet finds a formula. */
export function csvOf({ columns, rows }: Grid): string {
  return [columns, ...rows].map((row) => `${row.map((cell) => quoted(plainCell(cell))).join(',')}\r\n`).join('')
}

/** Tab-separated, as spreadsheets take it from the clipboard. */
export function tsvOf({ columns, rows }: Grid): string {
  return [columns, ...rows].map((row) => row.map((cell) => plainCell(cell).replace(/\s+/g, ' ')).join('\t')).join('\n')
}

/** Text that a spreadsheet would run gets an apostrophe before it, as OWASP's "CSV Injection" advises; numbers do not. */
function plainCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  return /^[\s\uFEFF]*[=+\-@\t\r＝＋－＠]/.test(cell) && !isNumber(cell) ? `'${cell}` : cell
}

/** Whether text is a number as programs write it. */
export function isNumber(cell: string): boolean {
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell)
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
