import { useMemo, useState } from 'preact/hooks'
import type { Chart } from '../../../../src/wire/chart'
import { text } from '../../text/text'
import type { PreviewContext } from '../kinds'
import { TableView } from '../table/table-view'
import { chartData, nameOf } from './chart-data'
import { colourOf } from './chart-svg'
import { valueWords } from './chart-words'
import { Plot } from './plot'
import { readChart, valuesIn } from './read-chart'
import '../../style/charts.css'

interface ChartViewProps {
  chart: Chart
  title: string
  place: PreviewContext['place']
}

/** A chart as a picture or as its numbers. */
export function ChartView({ chart, title, place }: ChartViewProps) {
  const [shown, setShown] = useState<'chart' | 'data'>('chart')
  const data = useMemo(() => (shown === 'data' ? chartData(chart) : undefined), [chart, shown])
  const words = text.value.previews
  return (
    <figure class={`chart in-${place}`}>
      <div class="chart-bar">
        <Legend chart={chart} />
        <fieldset class="segments">
          <legend class="unseen">{words.showAs}</legend>
          {(['chart', 'data'] as const).map((each) => (
            <button
              key={each}
              type="button"
              class="button"
              aria-pressed={shown === each}
              onClick={() => setShown(each)}
            >
              {each === 'chart' ? words.asChart : words.asData}
            </button>
          ))}
        </fieldset>
      </div>
      <div class="chart-place">
        {data ? <TableView table={data} title={title} place="panel" /> : <Plot chart={chart} title={title} />}
      </div>
    </figure>
  )
}

function Legend({ chart }: { chart: Chart }) {
  const { series, type } = useMemo(() => readChart(chart), [chart])
  if (type === 'heatmap') return <HeatLegend values={valuesIn(series)} />
  if (series.length < 2 && !series[0]?.name) return <span />
  return (
    <ul class="legend">
      {series.map((each) => (
        <li key={each.at}>
          <i class={`swatch ${colourOf(each.at)}`} />
          <span>{nameOf(each, chart)}</span>
        </li>
      ))}
    </ul>
  )
}

const STEPS = [0, 0.25, 0.5, 0.75, 1]

/** From the least to the greatest value in five steps. */
function HeatLegend({ values }: { values: number[] }) {
  if (values.length === 0) return <span />
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  const isAround = low < 0 && high > 0
  const most = Math.max(-low, high)
  const levels = isAround ? STEPS.map((step) => step * 2 - 1) : STEPS
  return (
    <p class="heat-legend">
      {valueWords(isAround ? -most : low)}
      {levels.map((level) => (
        <i key={level} class={level < 0 ? 'heat below' : 'heat'} style={{ '--level': `${Math.abs(level) * 100}%` }} />
      ))}
      {valueWords(isAround ? most : high)}
    </p>
  )
}
