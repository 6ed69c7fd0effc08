import { useMemo, useState } from 'preact/hooks'
import type { Cell, Table } from '../../../../src/wire/table'
import { locale } from '../../text/numbers'
import { text } from '../../text/text'
import { Icon } from '../../ui/icon'
import type { PreviewContext } from '../kinds'
import { nextOrder, numericColumns, type Order, sortRows } from './sort-rows'
import '../../style/tables.css'

interface TableViewProps {
  table: Table
  title: string
  place: PreviewContext['place']
}

/** A table that scrolls in its own box, its head in view, its columns sorted by a press. */
export function TableView({ table, title, place }: TableViewProps) {
  const { columns, rows, totalRows } = table
  const [order, setOrder] = useState<Order | undefined>(undefined)
  const isNumeric = useMemo(() => numericColumns(columns, rows), [table])
  const language = locale()
  const sorted = useMemo(() => sortRows(rows, order, language), [table, order, language])
  const body = useMemo(() => <Rows columns={columns} rows={sorted} isNumeric={isNumeric} />, [sorted, language])
  const words = text.value.previews
  return (
    <div class={`table in-${place}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-box" tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th
                  key={at}
                  scope="col"
                  class={isNumeric[at] ? 'number' : undefined}
                  aria-sort={order?.column === at ? order.direction : 'none'}
                >
                  <button type="button" class="sort" onClick={() => setOrder(nextOrder(order, at))}>
                    <span>{column || words.columnNumber(at + 1)}</span>
                    <Icon name="down" size={12} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          {body}
        </table>
        {rows.length === 0 && <p class="file-note">{words.noRows}</p>}
      </section>
      <p class="table-foot">
        {rows.length < totalRows
          ? words.firstRows(rows.length, totalRows)
          : `${words.rows(totalRows)} · ${words.columns(columns.length)}`}
      </p>
    </div>
  )
}

function Rows({ columns, rows, isNumeric }: { columns: string[]; rows: Cell[][]; isNumeric: boolean[] }) {
  const formats = useMemo(() => columns.map((_, at) => formatOf(rows, at)), [rows])
  return (
    <tbody>
      {rows.map((row, at) => (
        <tr key={at}>
          {columns.map((_, column) => {
            const cell = row[column] ?? null
            return (
              <td key={column} class={isNumeric[column] ? 'number' : undefined}>
                {typeof cell === 'number' ? formats[column]?.(cell) : <Words cell={cell} />}
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  )
}

const LONG_CHARS = 40

function Words({ cell }: { cell: Exclude<Cell, number> }) {
  if (cell === null) return <span class="no-cell">—</span>
  const words = String(cell)
  return (
    <span
      class={words.length > LONG_CHARS ? 'long-cell' : undefined}
      title={words.length > LONG_CHARS ? words : undefined}
    >
      {words}
    </span>
  )
}

const DECIMALS_ALIGNED = 4

/** Numbers of one column with equally many decimals where these are few, so that their points stand below each other. */
function formatOf(rows: Cell[][], column: number): (value: number) => string {
  let decimals = 0
  for (const row of rows) {
    const cell = row[column]
    if (typeof cell === 'number') decimals = Math.max(decimals, decimalsOf(cell))
  }
  const precision =
    decimals <= DECIMALS_ALIGNED
      ? { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
      : { maximumSignificantDigits: 8 }
  // Four digits may be a year.
  const format = new Intl.NumberFormat(locale(), { useGrouping: 'min2', ...precision })
  return (value) => (isExtreme(value) ? String(value) : format.format(value))
}

function decimalsOf(value: number): number {
  return isExtreme(value) ? 0 : (String(value).split('.')[1]?.length ?? 0)
}

/** What is written with an exponent. */
function isExtreme(value: number): boolean {
  return value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-6)
}
