import { useState } from 'preact/hooks'
import type { TalkPart } from '../state/talk-shapes'
import { formatDuration } from '../text/numbers'
import { text } from '../text/text'
import { Elapsed } from '../ui/elapsed'
import { ThreadRow } from './thread-row'

interface ReasoningRowProps {
  reasoning: Extract<TalkPart, { type: 'reasoning' }>
  isRunning: boolean
}

export function ReasoningRow({ reasoning, isRunning }: ReasoningRowProps) {
  const [isOpen, setOpen] = useState(false)
  const { startedAt, durationMs } = reasoning
  const isThinking = isRunning && durationMs === null
  const words = durationMs === null ? text.value.thought : text.value.thoughtFor(formatDuration(durationMs))
  return (
    <ThreadRow
      state={isThinking ? 'running' : 'quiet'}
      isOpen={isOpen}
      onToggle={() => setOpen(!isOpen)}
      time={isThinking && startedAt !== null ? <Elapsed since={startedAt} /> : null}
      line={isThinking ? text.value.thinking : words}
    >
      <p class="reasoning">{reasoning.text}</p>
    </ThreadRow>
  )
}
