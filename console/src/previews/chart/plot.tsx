import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Chart } from '../../../../src/wire/chart'
import { text } from '../../text/text'
import { ChartSvg, colourOf, drawingOf } from './chart-svg'
import { nearestSpot, type Spot, spotsOf, stepTo } from './spots'

/** Until it is measured, and where nothing can be. */
const UNMEASURED = { width: 640, height: 260 }
const LEAST = { width: 200, height: 140 }

/** The picture, drawn for the room it has, and what it says about the place that is pointed at. */
export function Plot({ chart, title }: { chart: Chart; title: string }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const [at, setAt] = useState<number | undefined>(undefined)
  const drawing = useMemo(() => drawingOf(chart, size), [chart, size])
  const spots = useMemo(() => spotsOf(chart, drawing.read, drawing.frame), [chart, drawing])
  // Thousands of marks are not drawn again for every move of the pointer.
  const picture = useMemo(
    () => <ChartSvg chart={chart} title={title} drawing={drawing} {...size} />,
    [chart, title, drawing, size],
  )
  const spot = at === undefined ? undefined : spots[at]
  const columns = drawing.read.type === 'heatmap' ? drawing.read.labels.length : 0
  if (spots.length === 0) return <p class="file-note">{text.value.previews.noValues}</p>
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset holds what is filled in, and this is looked at
    <div
      ref={box}
      class="plot"
      role="group"
      aria-label={text.value.previews.values}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its values are read by the arrow keys
      tabIndex={0}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && setAt(at ?? 0)}
      onPointerMove={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect()
        setAt(nearestSpot(spots, event.clientX - left, event.clientY - top))
      }}
      onPointerLeave={() => setAt(undefined)}
      onBlur={() => setAt(undefined)}
      onKeyDown={(event) => {
        const next =
          event.altKey || event.ctrlKey || event.metaKey ? undefined : stepTo(event.key, at, spots.length, columns)
        if (next === undefined) return
        event.preventDefault()
        event.stopPropagation()
        setAt(next)
      }}
    >
      {picture}
      {spot && <Pointer spot={spot} drawing={drawing} size={size} />}
      <p class="unseen" role="status">
        {spot && [spot.title, ...spot.rows.map(({ name, value }) => `${name} ${value}`)].join(', ')}
      </p>
    </div>
  )
}

const ROWS_SHOWN = 8

function Pointer({
  spot,
  drawing: { frame },
  size,
}: {
  spot: Spot
  drawing: ReturnType<typeof drawingOf>
  size: typeof UNMEASURED
}) {
  const isRight = spot.x > size.width / 2
  const y = spot.y ?? frame.top
  return (
    <>
      <svg
        class="pointer"
        viewBox={`0 0 ${size.width} ${size.height}`}
        width={size.width}
        height={size.height}
        aria-hidden="true"
      >
        {spot.y === undefined ? (
          <line x1={spot.x} x2={spot.x} y1={frame.top} y2={frame.bottom} />
        ) : (
          <circle cx={spot.x} cy={spot.y} r={6} />
        )}
      </svg>
      <div
        class="readout"
        aria-hidden="true"
        style={{
          top: `${Math.min(y + 8, size.height - 60)}px`,
          left: isRight ? 'auto' : `${spot.x + 12}px`,
          right: isRight ? `${size.width - spot.x + 12}px` : 'auto',
        }}
      >
        <b>{spot.title}</b>
        {spot.rows.slice(0, ROWS_SHOWN).map(({ series, name, value }) => (
          <span key={series}>
            <i class={`swatch ${colourOf(series)}`} />
            <span>{name}</span>
            <strong>{value}</strong>
          </span>
        ))}
      </div>
    </>
  )
}

/** The size of a box, before it is painted and whenever it changes. */
function useSize(box: { current: HTMLElement | null }) {
  const [size, setSize] = useState(UNMEASURED)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element
      if (width < LEAST.width / 2 || height < LEAST.height / 2) return
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return size
}
