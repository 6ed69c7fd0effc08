import { useEffect, useState } from 'preact/hooks'
import type { Turn } from '../../../../src/wire/turns'
import { textOf } from '../../state/talk-shapes'
import { text } from '../../text/text'
import { Notice } from '../../ui/notice'
import type { Opened } from '../talk-header'
import { turnIdsOf } from './newest-turn'
import { StepCard } from './step-card'
import { useNow, Waterfall } from './waterfall'

/** Every turn of the talk, newest first and open: its bars, and a card a model call. */
export function TimelinePanel({ opened }: { opened: Opened }) {
  const turnIds = turnIdsOf(opened)
  if (turnIds.length === 0) {
    return (
      <Notice icon="list" title={text.value.noTurnsTitle}>
        <p>{text.value.noTurnsLine}</p>
      </Notice>
    )
  }
  return (
    <div class="timeline">
      {turnIds.map((turnId, at) => (
        <TurnSection key={turnId} opened={opened} turnId={turnId} isNewest={at === 0} />
      ))}
    </div>
  )
}

function TurnSection({ opened, turnId, isNewest }: { opened: Opened; turnId: string; isNewest: boolean }) {
  const [isOpen, setOpen] = useState(isNewest)
  useEffect(() => {
    if (isOpen) opened.telemetry.want(turnId)
  }, [isOpen, turnId])
  const turn = opened.telemetry.turns.value[turnId]
  const asked = opened.talk.messages.value.find(({ id, role }) => role === 'user' && id === askedId(opened, turnId))
  return (
    <details class="turn" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span>{asked ? textOf(asked) : text.value.thisTurn}</span>
        {turn && <small>{text.value.turnStatus[turn.status]}</small>}
      </summary>
      {isOpen && (turn ? <TurnBody turn={turn} /> : <p class="waiting">{text.value.loading}</p>)}
    </details>
  )
}

function TurnBody({ turn }: { turn: Turn }) {
  const now = useNow(turn.status === 'running')
  return (
    <>
      <Waterfall turn={turn} now={now} />
      <ol class="cards">
        {turn.steps.map((step) => (
          <StepCard key={step.step} step={step} model={step.model ?? turn.model} />
        ))}
      </ol>
    </>
  )
}

function askedId({ talk }: Opened, turnId: string): string | null | undefined {
  return talk.messages.value.find((message) => message.turnId === turnId && message.role === 'assistant')?.parentId
}
