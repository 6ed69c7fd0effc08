/** From values to places between 0 and 1. */
export interface Scale {
  ticks: number[]
  at: (value: number) => number
}

interface ScaleWish {
  values: number[]
  /** About how many ticks. */
  ticks: number
  /** Bars grow out of zero. */
  withZero?: boolean
  /** Ends where the values end, not at the next tick. */
  isTight?: boolean
}

/** The largest number whose span with its negative still is one. */
const LARGEST = Number.MAX_VALUE / 4

/** A scale with round ticks: 1, 2 or 5 times a power of ten apart. Without values it goes from 0 to 1. */
export function scaleOf({ values, ticks: wanted, withZero = false, isTight = false }: ScaleWish): Scale {
  const given = withZero ? [...values, 0] : values
  const [low, high] = spanOf(given.reduce(smaller, LARGEST), given.reduce(larger, -LARGEST))
  const step = roundStep((high - low) / Math.max(1, wanted))
  const first = isTight ? Math.ceil(low / step) : Math.floor(low / step)
  const last = isTight ? Math.floor(high / step) : Math.ceil(high / step)
  const ticks = Array.from({ length: Math.max(0, last - first) + 1 }, (_, at) => round((first + at) * step))
  const from = isTight ? low : first * step
  const to = isTight ? high : last * step
  return { ticks, at: (value) => Math.min(1, Math.max(0, (value - from) / (to - from))) }
}

function smaller(a: number, b: number): number {
  return Math.max(-LARGEST, Math.min(a, b))
}

function larger(a: number, b: number): number {
  return Math.min(LARGEST, Math.max(a, b))
}

/** Two ends that differ enough to be told apart. */
function spanOf(low: number, high: number): [number, number] {
  if (low > high) return [0, 1]
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-9
  if (high - low > least) return [low, high]
  const pad = low === 0 ? 1 : Math.abs(low) / 2
  return [low - pad, high + pad]
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const times = [1, 2, 5].find((each) => each * power >= rough * 0.999) ?? 10
  return times * power || Number.MIN_VALUE
}

/** Without the dust of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(12))
}
