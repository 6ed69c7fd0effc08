import { useEffect, useRef } from 'preact/hooks'
import type { Problem } from '../../../src/wire/errors'
import { type TalkMessage, type TalkTurn, textOf } from '../state/talk-shapes'
import { sentenceOf, text } from '../text/text'
import { Button, IconButton } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { Meter } from './meter'
import type { Opened } from './talk-header'
import { UsageLink } from './usage-link'

interface AnswerEndProps {
  opened: Opened
  message: TalkMessage
  turn: TalkTurn | undefined
  canRegenerate: boolean
}

/** Under a finished answer: how it ended, what it took, and what can be done with it. */
export function AnswerEnd({ opened, message, turn, canRegenerate }: AnswerEndProps) {
  const { telemetry, composer } = opened
  const measured = telemetry.turns.value[message.turnId]
  const ref = useWhenSeen(() => telemetry.want(message.turnId))
  const status = turn?.status ?? measured?.status
  const problem = turn?.error ?? measured?.error
  const isSilent = status === 'completed' && textOf(message) === ''
  const regenerate = () => void opened.regenerate(message)
  return (
    <div ref={ref}>
      {isSilent && <p class="ending">{text.value.silentLine}</p>}
      {status === 'stopped' && <p class="ending">{text.value.stoppedLine}</p>}
      {status === 'failed' && problem && <Failure problem={problem} />}
      {status === 'failed' && canRegenerate && (
        <Button kind="outline" icon="redo" disabled={composer.isSending.value} onClick={regenerate}>
          {text.value.regenerate}
        </Button>
      )}
      <div class="meter">
        <Meter usage={message.usage} turn={turn} measured={measured} />
        <CopyButton content={() => textOf(message)} label={text.value.copyAnswer} />
        {canRegenerate && status !== 'failed' && (
          <IconButton
            icon="redo"
            label={text.value.regenerate}
            disabled={composer.isSending.value}
            onClick={regenerate}
          />
        )}
      </div>
    </div>
  )
}

function Failure({ problem }: { problem: Problem }) {
  const sentence = sentenceOf(problem)
  return (
    <div class="failure" role="alert">
      <b>{text.value.failedTitle}</b>
      <p>{sentence}</p>
      {sentence !== problem.message && <p class="failure-original">{problem.message}</p>}
      <p>
        {text.value.keptLine} <UsageLink code={problem.code} />
      </p>
    </div>
  )
}

/** Calls back once, when the element first comes near the window. */
function useWhenSeen(onSeen: () => void) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!ref.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      observer.disconnect()
      onSeen()
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return ref
}
