import type { HtmlNode } from './html-tree'

export interface Row {
  cells: HtmlNode[]
  /** The form around it that stands within the table: no HTML, but pages do it. */
  form: HtmlNode | undefined
  /** Above the others, and of heads alone. */
  isHead: boolean
  isCaption: boolean
}

const SECTIONS = new Set(['thead', 'tbody', 'tfoot'])
const OF_ROWS = new Set(['td', 'th', 'caption'])
const SPAN_MAX = 50

/** The rows of a table itself, not of tables in it; its caption comes first. */
export function rowsOf(table: HtmlNode): Row[] {
  const rows = rowsIn(table, undefined)
  const first = rows.findIndex(({ isCaption }) => !isCaption)
  return rows.map((row, at) => ({ ...row, isHead: row.isHead && at === first }))
}

function rowsIn(node: HtmlNode, form: HtmlNode | undefined): Row[] {
  return node.children.flatMap((child): Row[] => {
    if (typeof child === 'string') return []
    if (child.tag === 'caption') return [{ cells: [child], form, isHead: false, isCaption: true }]
    if (child.tag === 'tr') {
      const cells = child.children.filter(isCell)
      const isHead = cells.length > 0 && cells.every(({ tag }) => tag === 'th')
      return [{ cells, form, isHead, isCaption: false }]
    }
    if (SECTIONS.has(child.tag)) return rowsIn(child, form)
    return child.tag === 'form' ? rowsIn(child, child) : []
  })
}

/** What stands between the cells, where only unseen fields may stand, with its form. */
export function looseIn(node: HtmlNode, form?: HtmlNode): { node: HtmlNode; form: HtmlNode | undefined }[] {
  return node.children.flatMap((child) => {
    if (typeof child === 'string' || OF_ROWS.has(child.tag)) return []
    if (child.tag === 'input') return [{ node: child, form }]
    return looseIn(child, child.tag === 'form' ? child : form)
  })
}

/** False where a table only puts things side by side. */
export function isDataTable(table: HtmlNode): boolean {
  const role = table.attributes.get('role')
  if (role === 'presentation' || role === 'none') return false
  const rows = rowsOf(table)
  if (rows.length < 2 || rows.every(({ cells }) => cells.length < 2)) return false
  return !rows.some(({ cells }) => cells.some((cell) => holdsTable(cell)))
}

/** Columns that a cell takes. */
export function spanOf({ attributes }: HtmlNode): number {
  return Math.min(SPAN_MAX, Math.max(1, Number.parseInt(attributes.get('colspan') ?? '1', 10) || 1))
}

function holdsTable(node: HtmlNode): boolean {
  return node.children.some((child) => typeof child !== 'string' && (child.tag === 'table' || holdsTable(child)))
}

function isCell(child: HtmlNode | string): child is HtmlNode {
  return typeof child !== 'string' && (child.tag === 'td' || child.tag === 'th')
}
