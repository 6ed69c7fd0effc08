import { render } from 'preact'
import type { Chart } from '../../../../src/wire/chart'
import { nameOf } from './chart-data'
import { ChartSvg, colourOf, drawingOf } from './chart-svg'
import { fitted, widthOf } from './chart-words'

const SIZE = { width: 960, height: 540 }
const HEAD = 44
const LINE = 22
const MARGIN = 20

/** What a file needs of the page's style to look the same without it. All of it is inherited. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'font-family',
  'font-size',
  'font-weight',
]

/** A chart as a file of its own, on white: with its title, its legend and all its style. */
export function svgOf(chart: Chart, title: string): string {
  const host = document.createElement('div')
  host.className = 'chart-file'
  host.dataset.theme = 'light'
  document.body.append(host)
  try {
    render(<ChartFile chart={chart} title={title} />, host)
    const svg = host.querySelector('svg')
    if (!svg) return ''
    keepStyles(svg)
    svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    return new XMLSerializer().serializeToString(svg)
  } finally {
    render(null, host)
    host.remove()
  }
}

/** Reads every style before it writes the first, because what is written changes what is below. */
function keepStyles(svg: SVGElement) {
  const styles = new Map<Element, string[]>()
  const all = [svg, ...svg.querySelectorAll('*')]
  for (const element of all) styles.set(element, stylesOf(element))
  for (const element of all) {
    const inherited = element.parentElement && styles.get(element.parentElement)
    for (const [at, value] of (styles.get(element) ?? []).entries()) {
      const name = STYLES[at]
      if (name && value !== inherited?.[at]) element.setAttribute(name, value)
    }
    element.removeAttribute('style')
    element.removeAttribute('class')
  }
}

function stylesOf(element: Element): string[] {
  const computed = getComputedStyle(element)
  return STYLES.map((name) => simpleColour(computed.getPropertyValue(name)))
}

/** A mixed colour as every program knows colours. */
function simpleColour(value: string): string {
  const parts = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)\)$/.exec(value)
  if (!parts) return value
  return `rgb(${parts
    .slice(1)
    .map((part) => Math.round(Number(part) * 255))
    .join(', ')})`
}

function ChartFile({ chart, title }: { chart: Chart; title: string }) {
  const legend = legendOf(chart)
  const head = HEAD + (legend.at(-1)?.y ?? -LINE) + LINE
  const drawing = drawingOf(chart, SIZE)
  return (
    <svg
      class="chart-picture"
      viewBox={`${-MARGIN} 0 ${SIZE.width + MARGIN * 2} ${head + SIZE.height + MARGIN}`}
      width={SIZE.width + MARGIN * 2}
      height={head + SIZE.height + MARGIN}
    >
      <title>{title}</title>
      <rect class="paper" x={-MARGIN} y={0} width={SIZE.width + MARGIN * 2} height={head + SIZE.height + MARGIN} />
      <text class="chart-title" x={0} y={30}>
        {fitted(title, SIZE.width * 0.8)}
      </text>
      {legend.map(({ x, y, name, series }) => (
        <g key={series} class={colourOf(series)}>
          <rect class="bar" x={x} y={HEAD + y + 4} width={10} height={10} />
          <text class="tick" x={x + 16} y={HEAD + y + 13}>
            {name}
          </text>
        </g>
      ))}
      <g transform={`translate(0 ${head})`}>
        <ChartSvg chart={chart} title={title} drawing={drawing} {...SIZE} />
      </g>
    </svg>
  )
}

/** Names of the series, in lines as wide as the picture. */
function legendOf(chart: Chart) {
  if (chart.type === 'heatmap' || (chart.series.length < 2 && !chart.series[0]?.name)) return []
  let x = 0
  let y = 0
  return chart.series.map((each, series) => {
    const name = fitted(nameOf({ ...each, at: series }, chart), 240)
    const width = widthOf(name) + 40
    if (x > 0 && x + width > SIZE.width) {
      x = 0
      y += LINE
    }
    const place = { x, y, name, series }
    x += width
    return place
  })
}
