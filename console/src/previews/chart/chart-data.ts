import type { Chart } from '../../../../src/wire/chart'
import type { Cell, Table } from '../../../../src/wire/table'
import { text } from '../../text/text'
import { readChart, type Series } from './read-chart'

/** The numbers of a chart as a table: a row a place on the horizontal axis; of a heat map a row a row. */
export function chartData(chart: Chart): Table {
  const { type, labels, edges, series } = readChart(chart)
  const names = series.map((each) => nameOf(each, chart))
  if (type === 'heatmap') {
    const rows = series.map(({ values }, at): Cell[] => [names[at] ?? '', ...values])
    return whole([chart.yLabel, ...labels.map(String)], rows)
  }
  if (edges) {
    const words = text.value.previews
    const rows = labels.map((_, at): Cell[] => [edges[at] ?? null, edges[at + 1] ?? null, ...valuesAt(series, at)])
    return whole([words.from, words.to, ...names], rows)
  }
  const rows = labels.map((label, at): Cell[] => [label, ...valuesAt(series, at)])
  return whole([chart.xLabel || 'x', ...names], rows)
}

/** What a series is called; where it has no name, what the axis is. */
export function nameOf({ name, at }: Series, { series, yLabel }: Chart): string {
  if (name !== '') return name
  return series.length > 1 ? text.value.previews.series(at + 1) : yLabel || text.value.previews.value
}

function valuesAt(series: Series[], at: number): Cell[] {
  return series.map(({ values }) => values[at] ?? null)
}

function whole(columns: string[], rows: Cell[][]): Table {
  return { columns, rows, totalRows: rows.length, data: null }
}
