import type { Usage } from '../../../src/wire/messages'
import type { Turn } from '../../../src/wire/turns'
import type { TalkTurn } from '../state/talk-shapes'
import { formatDuration, formatNumber } from '../text/numbers'
import { text } from '../text/text'

interface MeterProps {
  usage: Usage | null
  turn: TalkTurn | undefined
  measured: Turn | undefined
}

/** What a turn took, once and quietly; the whole story is in the timeline. */
export function Meter({ usage, turn, measured }: MeterProps) {
  const counted = usage ?? turn?.usage ?? measured?.usage
  const ttftMs = turn?.ttftMs ?? measured?.steps.find((step) => step.ttftMs !== null)?.ttftMs
  const durationMs = turn ? lasted(turn) : measured && lasted(measured)
  return (
    <p class="figures">
      {counted && <span>{tokensOf(counted)}</span>}
      {typeof ttftMs === 'number' && <span>{text.value.firstToken(formatDuration(ttftMs))}</span>}
      {typeof durationMs === 'number' && <span>{text.value.inTotal(formatDuration(durationMs))}</span>}
    </p>
  )
}

function tokensOf({ inputTokens, outputTokens }: Usage): string {
  if (inputTokens === null && outputTokens === null) return text.value.tokensUnknown
  return `${text.value.tokensIn(formatNumber(inputTokens))} · ${text.value.tokensOut(formatNumber(outputTokens))}`
}

function lasted({ startedAt, endedAt }: { startedAt: number | null; endedAt: number | null }): number | undefined {
  return startedAt === null || endedAt === null ? undefined : endedAt - startedAt
}
