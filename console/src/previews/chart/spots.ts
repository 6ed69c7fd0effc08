import type { Chart } from '../../../../src/wire/chart'
import { nameOf } from './chart-data'
import { labelWords, rangeWords, valueWords } from './chart-words'
import type { Frame } from './frame'
import type { ReadChart } from './read-chart'

/** A place that a finger, a pointer or the arrow keys can ask about. */
export interface Spot {
  x: number
  /** Undefined where the whole height belongs to it. */
  y: number | undefined
  title: string
  rows: { series: number; name: string; value: string }[]
}

/** In the order in which the arrow keys go. */
export function spotsOf(chart: Chart, read: ReadChart, frame: Frame): Spot[] {
  const { series, labels, edges, type } = read
  const row = (at: number, place: number) => {
    const each = series[at]
    if (!each) return []
    return [{ series: at, name: nameOf(each, chart), value: valueWords(each.values[place] ?? null) }]
  }
  if (type === 'heatmap') {
    return series.flatMap((each, at) =>
      labels.map((label, place) => ({
        x: frame.xAt(place),
        y: frame.top + (at + 0.5) * frame.rowHeight,
        title: `${nameOf(each, chart)} · ${labelWords(label)}`,
        rows: row(at, place),
      })),
    )
  }
  if (type === 'scatter') {
    return labels.flatMap((label, place) =>
      series.flatMap(({ at, values }) => {
        const value = values[place] ?? null
        if (value === null) return []
        return [{ x: frame.xAt(place), y: frame.yOf(value), title: labelWords(label), rows: row(at, place) }]
      }),
    )
  }
  return labels.map((label, place) => ({
    x: frame.xAt(place),
    y: undefined,
    title: edges ? rangeWords(edges[place] ?? 0, edges[place + 1] ?? 0) : labelWords(label),
    rows: series.flatMap(({ at }) => row(at, place)),
  }))
}

/** The spot that a pointer means; undefined where there is none. */
export function nearestSpot(spots: Spot[], x: number, y: number): number | undefined {
  let nearest: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const [at, spot] of spots.entries()) {
    const away = (spot.x - x) ** 2 + (spot.y === undefined ? 0 : (spot.y - y) ** 2)
    if (away >= least) continue
    least = away
    nearest = at
  }
  return nearest
}

/** Where an arrow key leads from a spot; undefined for other keys. `columns`: of a heat map's row. */
export function stepTo(key: string, from: number | undefined, count: number, columns: number): number | undefined {
  const isUpOrDown = key === 'ArrowUp' || key === 'ArrowDown'
  if (count === 0 || (isUpOrDown && columns === 0)) return undefined
  const at = from ?? -1
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }
  const to = { Home: 0, End: count - 1 }[key] ?? (steps[key] === undefined ? undefined : at + steps[key])
  if (to === undefined) return undefined
  if (from === undefined) return key === 'ArrowLeft' || key === 'End' ? count - 1 : 0
  return to < 0 || to >= count ? from : to
}
