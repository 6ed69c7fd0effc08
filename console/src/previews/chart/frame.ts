import type { Chart } from '../../../../src/wire/chart'
import { nameOf } from './chart-data'
import { fitted, labelWords, tickWords, widthOf } from './chart-words'
import { type ReadChart, valuesIn } from './read-chart'
import { type Scale, scaleOf } from './scale'

export interface Tick {
  /** Pixels along its axis. */
  at: number
  label: string
}

/** Where things stand in a picture of so many pixels. */
export interface Frame {
  left: number
  right: number
  top: number
  bottom: number
  /** The middle of a place on the horizontal axis, by its number. */
  xAt: (place: number) => number
  /** Of a number on the horizontal axis, where it is a scale. */
  xOf: (value: number) => number
  yOf: (value: number) => number
  /** The room of one place where they stand one after the other. */
  band: number
  /** Of a heat map's row. */
  rowHeight: number
  xTicks: Tick[]
  yTicks: Tick[]
  /** Labels stand askew, because they are many and long. */
  isAskew: boolean
}

const PIXELS_A_TICK_ACROSS = 84
const PIXELS_A_TICK_UP = 44
const GAP = 10
const LINE = 16
const ASKEW_WIDTH = 108

export function frameOf(chart: Chart, read: ReadChart, size: { width: number; height: number }): Frame {
  const top = chart.yLabel && read.type !== 'heatmap' ? LINE + GAP : GAP
  const foot = chart.xLabel ? LINE + 6 : 0
  const right = size.width - 14
  const rows = read.type === 'heatmap' ? rowNames(read, chart, size.width) : undefined
  const vertical = scaleOf({
    values: valuesIn(read.series),
    ticks: Math.max(2, Math.floor((size.height - 70) / PIXELS_A_TICK_UP)),
    withZero: read.type === 'bar' || read.type === 'histogram',
  })
  const upWords = rows ?? tickWords(vertical.ticks)
  const left = Math.ceil(Math.max(18, ...upWords.map(widthOf)) + GAP + 4)
  const across = acrossOf(read, left, right)
  const bottom = size.height - foot - (across.isAskew ? across.depth : LINE + 8)
  const yOf = (value: number) => bottom - vertical.at(value) * (bottom - top)
  const rowHeight = (bottom - top) / Math.max(1, read.series.length)
  const yTicks = rows
    ? rows.map((label, at) => ({ label, at: top + (at + 0.5) * rowHeight }))
    : vertical.ticks.map((tick, at) => ({ label: upWords[at] ?? '', at: yOf(tick) }))
  return { left, right, top, bottom, yOf, rowHeight, yTicks: thinned(yTicks, () => LINE), ...across }
}

type Across = Pick<Frame, 'xAt' | 'xOf' | 'band' | 'xTicks' | 'isAskew'> & { depth: number }

function acrossOf(read: ReadChart, left: number, right: number): Across {
  const numbers = read.edges ?? read.numbers
  if (numbers && read.labels.length > 0) return onScale(read, numbers, left, right)
  const band = (right - left) / Math.max(1, read.labels.length)
  const xAt = (place: number) => left + (place + 0.5) * band
  const labels = read.labels.map(labelWords)
  const widest = Math.max(0, ...labels.map(widthOf))
  // Of a line every other label is enough; a bar or a cell wants its own.
  const isAskew = read.type !== 'line' && widest + GAP > band && band >= LINE && hasWords(read)
  const room = isAskew ? ASKEW_WIDTH : Math.max(60, band - 6)
  const ticks = labels.map((label, place) => ({ at: xAt(place), label: fitted(label, room) }))
  const longest = Math.max(0, ...ticks.map(({ label }) => widthOf(label)))
  const xTicks = isAskew ? ticks : thinned(ticks, ({ label }) => widthOf(label) + GAP)
  return { xAt, xOf: () => left, band, xTicks, isAskew, depth: longest * 0.64 + 22 }
}

function hasWords({ labels }: ReadChart): boolean {
  return labels.some((label) => typeof label === 'string')
}

function onScale(read: ReadChart, numbers: number[], left: number, right: number): Across {
  const ticks = Math.max(2, Math.floor((right - left) / PIXELS_A_TICK_ACROSS))
  const scale: Scale = scaleOf({ values: numbers, ticks, isTight: read.type !== 'scatter' })
  const xOf = (value: number) => left + scale.at(value) * (right - left)
  const words = tickWords(scale.ticks)
  const all = scale.ticks.map((tick, at) => ({ at: xOf(tick), label: words[at] ?? '' }))
  const xAt = (place: number) => {
    const from = xOf(numbers[place] ?? 0)
    return read.edges ? (from + xOf(numbers[place + 1] ?? 0)) / 2 : from
  }
  const xTicks = thinned(all, ({ label }) => widthOf(label) + GAP)
  return { xAt, xOf, band: 0, xTicks, isAskew: false, depth: 0 }
}

/** Every so many ticks, so that none meets the next. */
function thinned(ticks: Tick[], roomOf: (tick: Tick) => number): Tick[] {
  const [first, second] = ticks
  if (!first || !second) return ticks
  const room = Math.max(...ticks.map(roomOf))
  const every = Math.max(1, Math.ceil(room / Math.max(0.01, Math.abs(second.at - first.at))))
  return ticks.filter((_, at) => at % every === 0)
}

function rowNames({ series }: ReadChart, chart: Chart, width: number): string[] {
  return series.map((each) => fitted(nameOf(each, chart), width * 0.28))
}
