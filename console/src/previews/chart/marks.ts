import type { Frame } from './frame'
import { type ReadChart, type Series, valuesIn } from './read-chart'

export interface Dot {
  series: number
  place: number
  x: number
  y: number
}

export interface Line {
  series: number
  /** Of an SVG path; a gap begins anew. */
  path: string
  /** Values without a neighbour, which no line would show. */
  alone: Dot[]
}

export interface Bar {
  series: number
  place: number
  x: number
  y: number
  width: number
  height: number
}

export interface HeatCell extends Bar {
  value: number | null
  /** From -1 to 1, where zero is the middle if there are values on both sides of it; else from 0 to 1. */
  level: number
}

const BAR_MAX_WIDTH = 88

export function linesOf({ series }: ReadChart, frame: Frame): Line[] {
  return series.map((each) => {
    const pieces: string[] = []
    const alone: Dot[] = []
    const isThere = (place: number) => each.values[place] !== null && each.values[place] !== undefined
    for (const dot of dotsOf(each, frame)) {
      const follows = isThere(dot.place - 1)
      pieces.push(`${follows ? 'L' : 'M'}${place(dot.x)} ${place(dot.y)}`)
      if (!follows && !isThere(dot.place + 1)) alone.push(dot)
    }
    return { series: each.at, path: pieces.join(''), alone }
  })
}

export function dotsOf({ at, values }: Series, { xAt, yOf }: Frame): Dot[] {
  return values.flatMap((value, place) => (value === null ? [] : [{ series: at, place, x: xAt(place), y: yOf(value) }]))
}

/** Bars side by side on each place; of a histogram as wide as their ranges. */
export function barsOf({ series, edges }: ReadChart, frame: Frame): Bar[] {
  return series.flatMap(({ at, values }) =>
    values.flatMap((value, place) => {
      if (value === null) return []
      const [from, width] = edges
        ? rangeOf(edges, place, frame)
        : besideOthers(frame.xAt(place), frame.band, at, series.length)
      const [zero, end] = [frame.yOf(0), frame.yOf(value)]
      const share = edges ? width / series.length : width
      const x = edges ? from + at * share : from
      return [{ series: at, place, x, y: Math.min(zero, end), width: share, height: Math.abs(zero - end) }]
    }),
  )
}

function rangeOf(edges: number[], place: number, { xOf }: Frame): [number, number] {
  const from = xOf(edges[place] ?? 0)
  return [from, Math.max(1, xOf(edges[place + 1] ?? 0) - from - 1)]
}

function besideOthers(middle: number, band: number, at: number, all: number): [number, number] {
  const gap = band > 6 ? Math.min(band * 0.28, 28) : 0
  const width = Math.min(BAR_MAX_WIDTH, Math.max(0.5, (band - gap) / all))
  return [middle + (at - all / 2) * width, Math.max(0.5, width - (width > 6 ? 2 : 0))]
}

export function cellsOf({ series, labels }: ReadChart, frame: Frame): HeatCell[] {
  const values = valuesIn(series)
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const gap = frame.band > 8 && frame.rowHeight > 8 ? 1 : 0
  return series.flatMap(({ at, values: row }) =>
    labels.map((_, column) => {
      const value = row[column] ?? null
      return {
        series: at,
        place: column,
        x: frame.left + column * frame.band,
        y: frame.top + at * frame.rowHeight,
        width: Math.max(0.5, frame.band - gap),
        height: Math.max(0.5, frame.rowHeight - gap),
        value,
        level: value === null ? 0 : levelOf(value, low, high),
      }
    }),
  )
}

export function levelOf(value: number, low: number, high: number): number {
  if (low < 0 && high > 0) return value / Math.max(-low, high)
  return high === low ? 1 : value / (high - low) - low / (high - low)
}

/** A tenth of a pixel is more than anyone sees. */
function place(pixels: number): string {
  return String(Math.round(pixels * 10) / 10)
}
