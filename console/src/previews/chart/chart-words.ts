import type { Chart } from '../../../../src/wire/chart'
import { locale } from '../../text/numbers'
import { text } from '../../text/text'
import { nameOf } from './chart-data'
import { type ReadChart, readChart } from './read-chart'

/** Words of all ticks of one scale, equally precise. */
export function tickWords(ticks: number[]): string[] {
  const largest = Math.max(0, ...ticks.map(Math.abs))
  if (largest >= 100_000 || (largest > 0 && largest < 0.001)) {
    const notation = largest >= 1e15 || largest < 0.001 ? 'scientific' : 'compact'
    const format = new Intl.NumberFormat(locale(), { notation, maximumFractionDigits: 2 })
    return ticks.map((tick) => format.format(tick))
  }
  const decimals = Math.max(0, ...ticks.map((tick) => String(tick).split('.')[1]?.length ?? 0))
  // Four digits may be a year.
  const format = new Intl.NumberFormat(locale(), {
    useGrouping: 'min2',
    minimumFractionDigits: Math.min(6, decimals),
    maximumFractionDigits: Math.min(6, decimals),
  })
  return ticks.map((tick) => format.format(tick))
}

/** One value as precisely as it is worth reading. */
export function valueWords(value: number | null): string {
  if (value === null) return text.value.previews.gap
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e15 || size < 1e-6)) return value.toExponential(4)
  return value.toLocaleString(locale(), { useGrouping: 'min2', maximumSignificantDigits: 10 })
}

export function labelWords(label: number | string): string {
  return typeof label === 'number' ? valueWords(label) : label
}

/** The range of a histogram's bar. */
export function rangeWords(from: number, to: number): string {
  return `${valueWords(from)} – ${valueWords(to)}`
}

const SERIES_TOLD = 4

/** What a chart says to those who do not see it. */
export function summaryOf(chart: Chart, title: string): string {
  const words = text.value.previews
  const read = readChart(chart)
  const axes = [chart.yLabel, chart.xLabel].filter(Boolean).join(' / ')
  const told = read.series.slice(0, SERIES_TOLD).flatMap(({ values, ...each }) => {
    const there = values.filter((value) => value !== null)
    if (there.length === 0) return []
    const name = nameOf({ values, ...each }, chart)
    const low = there.reduce((a, b) => Math.min(a, b))
    const high = there.reduce((a, b) => Math.max(a, b))
    return [words.summarySeries(name, valueWords(low), valueWords(high))]
  })
  const rest = read.series.length - SERIES_TOLD
  const pieces = [`${words.chartKinds[chart.type] ?? words.kinds.chart}: ${title}`, axes, spanWords(read), ...told]
  if (rest > 0) pieces.push(words.summaryMore(rest))
  return pieces.filter(Boolean).join('. ')
}

function spanWords({ labels, edges }: ReadChart): string {
  const last = edges?.at(-1) ?? labels.at(-1)
  const [first] = labels
  if (first === undefined || last === undefined) return text.value.previews.noValues
  return text.value.previews.summaryValues(labels.length, labelWords(first), labelWords(last))
}

/** Pixels that words take on an axis, roughly: a letter of 12 px type, or a wide one of Chinese. */
export function widthOf(words: string): number {
  let width = 0
  for (const letter of words)
    width += /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|\p{Emoji_Presentation}/u.test(letter) ? 12.5 : 6.9
  return width
}

/** Words that fit into a width, with an ellipsis where they were shortened. */
export function fitted(words: string, width: number): string {
  if (widthOf(words) <= width) return words
  const letters = [...words.slice(0, Math.ceil(width / 3))]
  while (letters.length > 1 && widthOf(letters.join('')) + 7 > width) letters.pop()
  return `${letters.join('')}…`
}
