import type { DateKind } from './xlsx-styles'
import { findChild, textIn, type XmlElement } from './xml'

export interface Workbook {
  strings: string[]
  /** By the number of a cell's style; a style that is not here shows its number as it is. */
  dateStyles: Map<number, DateKind>
  /** Days count from 1904 in workbooks of old Macintoshes, else from 1900. */
  startsIn1904: boolean
}

/** What a cell shows; a formula that was never computed shows itself. */
export function cellText(cell: XmlElement, { strings, dateStyles, startsIn1904 }: Workbook): string {
  const { t: type, s: style } = cell.attributes
  if (type === 'inlineStr') return textIn(findChild(cell, 'is'))
  const value = textIn(findChild(cell, 'v'))
  if (value === '') return formulaText(cell)
  if (type === 's') return strings[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type !== undefined && type !== 'n') return value
  const kind = dateStyles.get(Number(style ?? 0))
  return kind ? dateText(Number(value), kind, startsIn1904) : numberText(value)
}

/** `BC12` is column 54, counted from 0. */
export function columnOf(reference: string | undefined): number | undefined {
  const [letters] = /^[A-Z]{1,3}/.exec(reference ?? '') ?? []
  if (!letters) return undefined
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function formulaText(cell: XmlElement): string {
  const formula = textIn(findChild(cell, 'f'))
  return formula === '' ? '' : `=${formula}`
}

/** Stored with 17 digits, `0.1 + 0.2` reads 0.30000000000000004; Excel itself shows 15. */
function numberText(value: string): string {
  const number = Number(value)
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : value
}

const DAY_MS = 86_400_000

/** Day 1 is 1900-01-01, but Excel believes in a 29 February 1900, so days from 60 on lie one lower. */
function dateText(days: number, kind: DateKind, startsIn1904: boolean): string {
  if (!Number.isFinite(days) || days < 0 || days > 2_958_466) return String(days)
  const start = startsIn1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const iso = new Date(start + Math.round((days * DAY_MS) / 1000) * 1000).toISOString()
  if (kind === 'time') return iso.slice(11, 19)
  return kind === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
