import { cellOf } from '../csv'
import type { Grid } from '../table-preview'
import { unpack } from './archive'
import type { DocumentRead } from './document-read'
import { findPart } from './find-part'
import { Markdown, tableOf } from './markdown'
import { relationshipsOf } from './relationships'
import { cellText, columnOf, type Workbook } from './xlsx-cells'
import { dateStylesIn } from './xlsx-styles'
import { eachElement, elementsOf, textIn, type XmlElement } from './xml'

/** Of one sheet; a model that needs more computes on the file instead of reading it. */
const MAX_ROWS = 20_000
const MAX_COLUMNS = 256
const MAX_CELLS = 400_000

/** An Excel workbook as Markdown: a table for each sheet, under the letters of its columns and with its row numbers. */
export function readXlsx(bytes: Uint8Array): DocumentRead {
  const parts = unpack(bytes, (name) => /\.(?:xml|rels)$/.test(name) && !name.includes('/drawings/'))
  const main = findPart(parts, 'xl/workbook.xml', 'officeDocument')
  const targets = relationshipsOf(main.name, parts)
  const sheets: { name: string; xml: Uint8Array | undefined; hidden: boolean }[] = []
  let startsIn1904 = false
  eachElement(main.xml, ['sheet', 'workbookPr'], ({ name, attributes }) => {
    if (name === 'workbookPr') startsIn1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
    else {
      const xml = parts.get(targets.get(attributes['r:id'] ?? attributes.id ?? '') ?? '')
      sheets.push({ name: attributes.name ?? '', xml, hidden: (attributes.state ?? 'visible') !== 'visible' })
    }
  })
  const workbook: Workbook = {
    strings: stringsIn(parts.get('xl/sharedStrings.xml')),
    dateStyles: dateStylesIn(parts.get('xl/styles.xml')),
    startsIn1904,
  }
  const markdown = new Markdown()
  let grid: Grid | undefined
  for (const { name, xml, hidden } of sheets) {
    markdown.add(`## ${name}${hidden ? ' (hidden)' : ''}`)
    // A chart's own sheet has no rows.
    const sheet = xml && readSheet(xml, workbook)
    if (!sheet) continue
    if (!hidden) grid ??= gridOf(sheet)
    if (!markdown.add(sheetText(sheet))) break
  }
  return { text: markdown.toString(), grid }
}

interface Sheet {
  rows: { number: number; cells: string[] }[]
  /** Rows that were too many. */
  left: number
}

function readSheet(xml: Uint8Array, workbook: Workbook): Sheet {
  const rows: Sheet['rows'] = []
  let cells = 0
  let left = 0
  let last = 0
  eachElement(xml, ['row'], (row) => {
    last = Number(row.attributes.r) || last + 1
    const texts = rowTexts(row, workbook)
    if (texts.length === 0) return
    cells += texts.length
    if (rows.length >= MAX_ROWS || cells > MAX_CELLS) left++
    else rows.push({ number: last, cells: texts })
  })
  return { rows, left }
}

function gridOf({ rows: [head, ...rows], left }: Sheet): Grid | undefined {
  if (!head || rows.length === 0) return undefined
  const width = Math.max(head.cells.length, ...rows.map(({ cells }) => cells.length))
  const columns = Array.from({ length: width }, (_, at) => head.cells[at] ?? '')
  return { columns, rows: rows.map(({ cells }) => cells.map(cellOf)), totalRows: rows.length + left }
}

function sheetText({ rows, left }: Sheet): string {
  if (rows.length === 0) return 'The sheet is empty.'
  const width = Math.max(...rows.map((row) => row.cells.length))
  const head = ['', ...Array.from({ length: width }, (_, index) => lettersOf(index))]
  const table = tableOf([head, ...rows.map((row) => [String(row.number), ...row.cells])])
  return left === 0 ? table : `${table}\n\n[${left} more rows are not shown.]`
}

function rowTexts(row: XmlElement, workbook: Workbook): string[] {
  const texts: string[] = []
  let next = 0
  for (const cell of elementsOf(row)) {
    if (cell.name !== 'c') continue
    const column = columnOf(cell.attributes.r) ?? next
    next = column + 1
    const text = cellText(cell, workbook)
    if (text === '' || column >= MAX_COLUMNS) continue
    while (texts.length < column) texts.push('')
    texts[column] = text
  }
  return texts
}

function stringsIn(xml: Uint8Array | undefined): string[] {
  const strings: string[] = []
  if (!xml) return strings
  eachElement(xml, ['si'], (item) => {
    const shown = elementsOf(item).filter(({ name }) => name !== 'rPh' && name !== 'phoneticPr')
    strings.push(shown.map(textIn).join(''))
  })
  return strings
}

/** 0 is A, 25 is Z, 26 is AA. */
function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last
}
