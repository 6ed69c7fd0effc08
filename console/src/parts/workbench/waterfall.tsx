import { useEffect, useState } from 'preact/hooks'
import type { Turn } from '../../../../src/wire/turns'
import { serverNow } from '../../state/clock'
import { formatDuration } from '../../text/numbers'
import { text } from '../../text/text'
import type { Opened } from '../talk-header'
import { shortName } from '../tool-words'
import { barsOf } from './bars'

const TICK_MS = 500

interface TurnWaterfallProps {
  opened: Opened
  turnId: string
  title: string
}

/** A turn's model calls and tool calls as bars on one line of time. */
export function TurnWaterfall({ opened, turnId, title }: TurnWaterfallProps) {
  const { telemetry } = opened
  useEffect(() => telemetry.want(turnId), [turnId])
  const turn = telemetry.turns.value[turnId]
  const now = useNow(turn?.status === 'running')
  if (!turn || turn.startedAt === null) return null
  const endedAt = turn.endedAt ?? now
  return (
    <section class="water" aria-label={title}>
      <h2>
        {title}
        <span>{`${formatDuration(endedAt - turn.startedAt)} · ${text.value.stepsAndTools(turn.steps.length, turn.invocations.length)}`}</span>
      </h2>
      <Waterfall turn={turn} now={now} />
    </section>
  )
}

export function Waterfall({ turn, now }: { turn: Turn; now: number }) {
  return (
    <ol class="bars">
      {barsOf(turn, now).map((bar) => (
        <li key={bar.key} class="w">
          <span>{bar.kind === 'step' ? text.value.stepNumber(bar.step) : shortName(bar.name)}</span>
          <span class="track">
            <i
              class={`${bar.kind} ${bar.isRunning ? 'running' : ''}`}
              style={{ marginLeft: `${bar.left}%`, width: `${bar.width}%` }}
            />
          </span>
          <time>
            {formatDuration(bar.durationMs)}
            {bar.isRunning && '…'}
          </time>
        </li>
      ))}
    </ol>
  )
}

/** The server's time, ticking while something runs. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    if (!isTicking) return
    const timer = setInterval(() => setNow(serverNow()), TICK_MS)
    return () => clearInterval(timer)
  }, [isTicking])
  return now
}
