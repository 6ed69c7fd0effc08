import { useRef } from 'preact/hooks'

interface SeparatorProps {
  label: string
  /** The right side's share in percent. */
  value: number
  min: number
  max: number
  onChange: (value: number) => void
}

const STEP = 2

/** A movable line between two panels: by pointer, or by arrows, Home and End. */
export function Separator({ label, value, min, max, onChange }: SeparatorProps) {
  const ref = useRef<HTMLDivElement>(null)
  const change = (to: number) => onChange(Math.round(Math.min(max, Math.max(min, to)) * 10) / 10)
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: value + STEP, ArrowRight: value - STEP, Home: max, End: min }[event.key]
    if (to === undefined) return
    event.preventDefault()
    change(to)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!ref.current?.hasPointerCapture(event.pointerId)) return
    change(((innerWidth - event.clientX) / innerWidth) * 100)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that takes focus moves; <hr> cannot
    <div
      ref={ref}
      class="separator"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault()
        ref.current?.setPointerCapture(event.pointerId)
        document.documentElement.classList.add('resizing')
      }}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => document.documentElement.classList.remove('resizing')}
    />
  )
}
