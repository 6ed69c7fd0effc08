import { cleanup, render } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import type { Chart } from '../../src/wire/chart'
import { chartData } from '../src/previews/chart/chart-data'
import { ChartSvg, drawingOf } from '../src/previews/chart/chart-svg'
import { ChartView } from '../src/previews/chart/chart-view'
import { fitted, summaryOf, tickWords } from '../src/previews/chart/chart-words'
import { barsOf, cellsOf, linesOf } from '../src/previews/chart/marks'
import { scaleOf } from '../src/previews/chart/scale'
import { nearestSpot, spotsOf, stepTo } from '../src/previews/chart/spots'

afterEach(cleanup)

const SIZE = { width: 640, height: 260 }

function chart(given: Partial<Chart>): Chart {
  return {
    type: 'line',
    x: ['a', 'b', 'c'],
    series: [{ name: '', values: [1, 2, 3] }],
    xLabel: '',
    yLabel: '',
    ...given,
  }
}

test.each([
  [[0, 97], 5, [0, 20, 40, 60, 80, 100]],
  [[3, 4.2], 4, [3, 3.5, 4, 4.5]],
  [[-7, 12], 5, [-10, -5, 0, 5, 10, 15]],
  [[0.001, 0.0042], 4, [0.001, 0.002, 0.003, 0.004, 0.005]],
  [[5, 5], 3, [2, 4, 6, 8]],
  [[], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
])('values of %j get round ticks', (values, ticks, expected) => {
  expect(scaleOf({ values, ticks }).ticks).toEqual(expected)
})

test.each([[[Number.MAX_VALUE, -Number.MAX_VALUE]], [[5e-324, 1e-323]], [[1e300, 1e300]], [[1, 1 + 1e-15]]])(
  'values as extreme as %j stay on the scale',
  (values) => {
    const { ticks, at } = scaleOf({ values, ticks: 5 })
    expect(ticks.length).toBeLessThan(30)
    for (const value of values) expect(at(value)).toSatisfy((place: number) => place >= 0 && place <= 1)
  },
)

test('ticks read alike: thousands short, decimals equally many, years as years', () => {
  expect(tickWords([0, 500_000, 1_000_000])).toEqual(['0', '500K', '1M'])
  expect(tickWords([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0'])
  expect(tickWords([2024, 2025])).toEqual(['2024', '2025'])
})

test('a null is a gap in a line, and a value alone still shows', () => {
  const { read, frame } = drawingOf(
    chart({ x: ['a', 'b', 'c', 'd', 'e'], series: [{ name: '', values: [1, 2, null, 4, null] }] }),
    SIZE,
  )
  const [line] = linesOf(read, frame)
  expect(line?.path.match(/[ML]/g)).toEqual(['M', 'L', 'M'])
  expect(line?.alone.map(({ place }) => place)).toEqual([3])
})

test('bars stand on zero, negative ones hang from it', () => {
  const { read, frame } = drawingOf(chart({ type: 'bar', series: [{ name: '', values: [4, -2, 0] }] }), SIZE)
  const [up, down] = barsOf(read, frame)
  const zero = frame.yOf(0)
  expect((up?.y ?? 0) + (up?.height ?? 0)).toBeCloseTo(zero)
  expect(down?.y).toBeCloseTo(zero)
  expect((up?.height ?? 0) / (down?.height ?? 1)).toBeCloseTo(2)
})

test('bars of several series stand side by side within their place', () => {
  const series = [1, 2, 3].map((value) => ({ name: String(value), values: [value, value] }))
  const { read, frame } = drawingOf(chart({ type: 'bar', x: ['a', 'b'], series }), SIZE)
  const first = barsOf(read, frame).filter(({ place }) => place === 0)
  for (const [at, bar] of first.entries()) {
    expect(bar.x).toBeGreaterThanOrEqual(frame.left)
    expect(bar.x + bar.width).toBeLessThanOrEqual(first[at + 1]?.x ?? frame.left + frame.band)
  }
})

test('a histogram is as wide as its ranges', () => {
  const { read, frame } = drawingOf(
    chart({ type: 'histogram', x: [0, 10, 40], series: [{ name: '', values: [3, 5] }] }),
    SIZE,
  )
  const [narrow, wide] = barsOf(read, frame)
  expect(narrow?.x).toBeCloseTo(frame.left)
  expect(((wide?.width ?? 0) + 1) / ((narrow?.width ?? 0) + 1)).toBeCloseTo(3)
})

test('the middle of a heat map’s colours is zero where values lie on both sides of it', () => {
  const series = [
    { name: 'r', values: [-1, 0, 4] },
    { name: 's', values: [null, 2, 4] },
  ]
  const { read, frame } = drawingOf(chart({ type: 'heatmap', series }), SIZE)
  expect(cellsOf(read, frame).map(({ level }) => level)).toEqual([-0.25, 0, 1, 0, 0.5, 1])
})

test('everything is drawn inside the picture, at any size', () => {
  for (const type of ['line', 'bar', 'scatter', 'histogram', 'heatmap'] as const) {
    for (const size of [SIZE, { width: 200, height: 140 }, { width: 1600, height: 900 }]) {
      const many = Array.from({ length: 400 }, (_, at) => Math.sin(at) * 1e7)
      const { read, frame } = drawingOf(
        chart({ type, x: many.map((_, at) => `place ${at}`), series: [{ name: 'a', values: many }] }),
        size,
      )
      for (const spot of spotsOf(chart({ type }), read, frame)) {
        expect(spot.x).toBeGreaterThanOrEqual(0)
        expect(spot.x).toBeLessThanOrEqual(size.width)
      }
      for (const { at } of frame.yTicks) expect(at).toSatisfy((y: number) => y >= 0 && y <= size.height)
      const gaps = frame.xTicks.slice(1).map(({ at }, before) => at - (frame.xTicks[before]?.at ?? 0))
      expect(Math.min(...gaps, 99), `${type} ${size.width}`).toBeGreaterThan(14)
    }
  }
})

test('a pointer finds the nearest place, and arrow keys go from one to the next', () => {
  const given = chart({ type: 'scatter', x: [1, 2, 3], series: [{ name: 'a', values: [1, null, 9] }] })
  const { read, frame } = drawingOf(given, SIZE)
  const spots = spotsOf(given, read, frame)
  expect(spots.map(({ rows }) => rows[0]?.value)).toEqual(['1', '9'])
  expect(nearestSpot(spots, frame.right, frame.top)).toBe(1)
  expect([undefined, 0, 1].map((from) => stepTo('ArrowRight', from, 2, 0))).toEqual([0, 1, 1])
  expect(stepTo('End', undefined, 2, 0)).toBe(1)
  expect(stepTo('ArrowDown', 1, 6, 3)).toBe(4)
  expect(stepTo('ArrowDown', 4, 6, 3)).toBe(4)
  expect(stepTo('Tab', 0, 2, 0)).toBeUndefined()
  expect(stepTo('ArrowDown', 0, 2, 0), 'the page scrolls').toBeUndefined()
})

test('the same numbers as a table', () => {
  const both = [
    { name: 'north', values: [1, null] },
    { name: '', values: [3, 4] },
  ]
  expect(chartData(chart({ x: ['a', 'b'], series: both, xLabel: 'month' }))).toMatchObject({
    columns: ['month', 'north', 'Series 2'],
    rows: [
      ['a', 1, 3],
      ['b', null, 4],
    ],
  })
  const counts = [{ name: '', values: [5, 6] }]
  expect(chartData(chart({ type: 'histogram', x: [0, 1, 2], series: counts, yLabel: 'visits' }))).toMatchObject({
    columns: ['From', 'To', 'visits'],
    rows: [
      [0, 1, 5],
      [1, 2, 6],
    ],
  })
  expect(chartData(chart({ type: 'heatmap', x: ['a', 'b'], series: both, yLabel: 'row' }))).toMatchObject({
    columns: ['row', 'a', 'b'],
    rows: [
      ['north', 1, null],
      ['Series 2', 3, 4],
    ],
  })
})

test('a chart tells those who do not see it what it shows', () => {
  expect(summaryOf(chart({ series: [{ name: 'north', values: [3, null, 9] }], yLabel: '€' }), 'Sales')).toBe(
    'Line chart: Sales. €. 3 values, a to c. north from 3 to 9',
  )
})

test('lengths that do not agree break nothing', () => {
  const odd = [
    chart({ x: [], series: [{ name: 'a', values: [1, 2] }] }),
    chart({ x: ['a', 'b', 'c'], series: [] }),
    chart({ x: [1, 'b'], series: [{ name: 'a', values: [1, 2, 3, null] }] }),
    chart({ type: 'histogram', x: ['a', 'b'], series: [{ name: 'a', values: [1] }] }),
    chart({ type: 'histogram', x: [1], series: [{ name: 'a', values: [1, 2] }] }),
    chart({ type: 'heatmap', series: [{ name: 'a', values: [] }] }),
    chart({ series: [{ name: 'a', values: [null, null] }] }),
    chart({ type: 'sunburst' as Chart['type'] }),
  ]
  for (const given of odd) {
    const { container } = render(<ChartView chart={given} title="odd" place="row" />)
    expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/)
    cleanup()
  }
})

test('no word of a chart becomes an element', () => {
  const evil = '</text><script>alert(1)</script><img src=x onerror=alert(1)>'
  for (const type of ['line', 'bar', 'scatter', 'histogram', 'heatmap'] as const) {
    const given = chart({
      type,
      x: [evil, evil],
      series: [
        { name: evil, values: [1, 2] },
        { name: evil, values: [3, 4] },
      ],
      xLabel: evil,
      yLabel: evil,
    })
    const { container } = render(
      <>
        <ChartView chart={given} title={evil} place="full" />
        <ChartSvg chart={given} title={evil} drawing={drawingOf(given, SIZE)} {...SIZE} />
      </>,
    )
    expect(container.querySelectorAll('script, img, foreignObject, a, use, [onerror]')).toHaveLength(0)
    cleanup()
  }
})

test('words of any length fit their room', () => {
  expect(fitted('Clermont-Ferrand', 60)).toMatch(/^Cl.*…$/)
  expect(fitted('short', 60)).toBe('short')
  expect(fitted('x'.repeat(1_000_000), 60).length).toBeLessThan(20)
})
