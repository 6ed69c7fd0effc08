import type { Chart } from '../../../../src/wire/chart'
import { summaryOf, valueWords, widthOf } from './chart-words'
import { type Frame, frameOf } from './frame'
import { barsOf, cellsOf, dotsOf, type HeatCell, linesOf } from './marks'
import { type ReadChart, readChart } from './read-chart'
import '../../style/chart-picture.css'

export interface Drawing {
  read: ReadChart
  frame: Frame
}

export function drawingOf(chart: Chart, size: { width: number; height: number }): Drawing {
  const read = readChart(chart)
  return { read, frame: frameOf(chart, read, size) }
}

interface ChartSvgProps {
  chart: Chart
  title: string
  drawing: Drawing
  width: number
  height: number
}

/** A chart as elements of SVG; words of the model become text and nothing else. */
export function ChartSvg({ chart, title, drawing, width, height }: ChartSvgProps) {
  const { frame, read } = drawing
  const { left, right, top, bottom } = frame
  return (
    <svg
      class="chart-picture"
      role="img"
      aria-label={summaryOf(chart, title)}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
    >
      <Axes frame={frame} isHeat={read.type === 'heatmap'} />
      {chart.yLabel && read.type !== 'heatmap' && (
        <text class="axis-name" x={0} y={13}>
          {chart.yLabel}
        </text>
      )}
      {chart.xLabel && (
        <text class="axis-name" x={(left + right) / 2} y={height - 5} text-anchor="middle">
          {chart.xLabel}
        </text>
      )}
      <Marks {...drawing} />
      {hasZeroLine(drawing) && <line class="zero" x1={left} x2={right} y1={frame.yOf(0)} y2={frame.yOf(0)} />}
      {read.type !== 'heatmap' && (
        <rect class="plot-area" x={left} y={top} width={right - left} height={bottom - top} />
      )}
    </svg>
  )
}

function Axes({ frame, isHeat }: { frame: Frame; isHeat: boolean }) {
  const { left, right, bottom, xTicks, yTicks, isAskew } = frame
  return (
    <g class="axes">
      {yTicks.map(({ at, label }) => (
        <g key={at}>
          {!isHeat && <line class="grid" x1={left} x2={right} y1={at} y2={at} />}
          <text class="tick" x={left - 8} y={at + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text
          key={at}
          class="tick"
          x={at}
          y={bottom + 18}
          text-anchor={isAskew ? 'end' : 'middle'}
          transform={isAskew ? `rotate(-40 ${at} ${bottom + 14})` : undefined}
        >
          {label}
        </text>
      ))}
    </g>
  )
}

function Marks({ read, frame }: Drawing) {
  switch (read.type) {
    case 'line':
      return (
        <>
          {linesOf(read, frame).map(({ series, path, alone }) => (
            <g key={series} class={colourOf(series)}>
              <path class={series < COLOURS ? 'line' : 'line dashed'} d={path} />
              {alone.map(({ place, x, y }) => (
                <circle key={place} class="dot" cx={x} cy={y} r={2.5} />
              ))}
            </g>
          ))}
        </>
      )
    case 'scatter':
      return (
        <>
          {read.series.map((each) => (
            <g key={each.at} class={colourOf(each.at)}>
              {dotsOf(each, frame).map(({ place, x, y }) => (
                <circle key={place} class="dot seen-through" cx={x} cy={y} r={3.5} />
              ))}
            </g>
          ))}
        </>
      )
    case 'heatmap':
      return (
        <>
          {cellsOf(read, frame).map((cell) => (
            <Cell key={`${cell.series} ${cell.place}`} cell={cell} />
          ))}
        </>
      )
    default:
      return (
        <>
          {barsOf(read, frame).map(({ series, place, ...box }) => (
            <rect key={`${series} ${place}`} class={`bar ${colourOf(series)}`} {...box} />
          ))}
        </>
      )
  }
}

function Cell({ cell: { x, y, width, height, level, value } }: { cell: HeatCell }) {
  if (value === null) return <rect class="heat gap" x={x} y={y} width={width} height={height} />
  const words = valueWords(value)
  const hasRoom = widthOf(words) + 6 <= width && height >= 18
  return (
    <>
      <rect
        class={level < 0 ? 'heat below' : 'heat'}
        style={{ '--level': `${Math.round(Math.abs(level) * 100)}%` }}
        x={x}
        y={y}
        width={width}
        height={height}
      />
      {hasRoom && (
        <text class="heat-value" x={x + width / 2} y={y + height / 2 + 4} text-anchor="middle">
          {words}
        </text>
      )}
    </>
  )
}

/** Of `style/charts.css`; more series than this share colours, and their lines are dashed. */
const COLOURS = 8

export function colourOf(series: number): string {
  return `series-${(series % COLOURS) + 1}`
}

/** Where values lie on both sides of zero, it is told where it is. */
function hasZeroLine({ read, frame }: Drawing): boolean {
  if (read.type === 'heatmap') return false
  const zero = frame.yOf(0)
  return zero > frame.top + 1 && (read.type === 'bar' || read.type === 'histogram' || zero < frame.bottom - 1)
}
