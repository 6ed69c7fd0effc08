import type { Turn } from '../../../../src/wire/turns'

export interface Bar {
  key: string
  kind: 'step' | 'tool'
  step: number
  /** The tool's; empty for a step. */
  name: string
  startedAt: number
  durationMs: number | null
  isRunning: boolean
  /** Percent of the turn. */
  left: number
  width: number
}

/** Narrower bars could not be seen. */
const MIN_WIDTH = 1.5

/** A turn's steps and invocations in the order in which they began, placed on the turn's time. */
export function barsOf(turn: Turn, now: number): Bar[] {
  const from = turn.startedAt ?? turn.createdAt
  const span = Math.max(1, (turn.endedAt ?? now) - from)
  const place = (startedAt: number, durationMs: number) => {
    const left = Math.min(100 - MIN_WIDTH, (Math.max(0, startedAt - from) / span) * 100)
    return { left, width: Math.max(MIN_WIDTH, Math.min(100 - left, (durationMs / span) * 100)) }
  }
  const bar = (given: Omit<Bar, 'left' | 'width'>): Bar => ({
    ...given,
    ...place(given.startedAt, given.durationMs ?? 0),
  })
  const steps = turn.steps.map((step) => {
    const isRunning = step.status === 'running'
    const durationMs = isRunning ? Math.max(0, now - step.startedAt) : step.durationMs
    const { step: number, startedAt } = step
    return bar({ key: `step-${number}`, kind: 'step', step: number, name: '', startedAt, durationMs, isRunning })
  })
  const tools = turn.invocations.flatMap((invocation) => {
    const { startedAt, name, step, invocationId: key } = invocation
    if (startedAt === null) return []
    const isRunning = invocation.status === 'running'
    const durationMs = isRunning ? Math.max(0, now - startedAt) : invocation.durationMs
    return [bar({ key, kind: 'tool', step, name, startedAt, durationMs, isRunning })]
  })
  return [...steps, ...tools].sort((a, b) => a.startedAt - b.startedAt)
}
