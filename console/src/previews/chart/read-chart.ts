import type { Chart } from '../../../../src/wire/chart'

type Value = number | null

export interface Series {
  name: string
  /** Its number among all, which chooses its colour. */
  at: number
  /** As many as there are labels. */
  values: Value[]
}

/** A chart whose lengths agree, whatever its maker wrote. */
export interface ReadChart {
  type: Chart['type']
  /** What stands at each place of the horizontal axis; of a histogram the start of each range. */
  labels: (number | string)[]
  /** The same as numbers, where all are: places on a scale instead of one after the other. */
  numbers: number[] | undefined
  /** Of a histogram, one more than there are labels. */
  edges: number[] | undefined
  series: Series[]
}

export function readChart({ type, x, series }: Chart): ReadChart {
  const longest = Math.max(0, ...series.map(({ values }) => values.length))
  const edges = type === 'histogram' && x.length === longest + 1 ? numbersIn(x) : undefined
  const labels = Array.from({ length: longest }, (_, at) => x[at] ?? String(at + 1))
  return {
    type,
    labels,
    edges,
    numbers: type === 'line' || type === 'scatter' ? numbersIn(labels) : undefined,
    series: series.map(({ name, values }, at) => ({
      name,
      at,
      values: labels.map((_, place) => finite(values[place])),
    })),
  }
}

/** All values that are there. */
export function valuesIn(series: Series[]): number[] {
  return series.flatMap(({ values }) => values.filter((value) => value !== null))
}

function numbersIn(places: (number | string)[]): number[] | undefined {
  const numbers = places.filter((place) => typeof place === 'number').filter(Number.isFinite)
  return numbers.length === places.length ? numbers : undefined
}

function finite(value: Value | undefined): Value {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
