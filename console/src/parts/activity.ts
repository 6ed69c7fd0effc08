import type { TalkMessage, TalkTurn } from '../state/talk-shapes'
import { text } from '../text/text'
import { verbOf } from './tool-words'

/** What a running turn does now, in a word or two. */
export function activityOf(turn: TalkTurn, answer: TalkMessage | undefined): string {
  if (turn.hint?.type === 'recovering') return text.value.recovering
  if (turn.hint?.type === 'retrying') return text.value.retrying
  const last = answer?.parts.at(-1)
  if (last?.type === 'tool' && last.phase !== 'ended') return verbOf(last)
  if (last?.type === 'reasoning' && last.durationMs === null) return text.value.thinking
  return last?.type === 'text' ? text.value.writing : text.value.working
}

/** How a turn ended, for those who do not see it. */
export function endingOf({ status }: TalkTurn): string {
  if (status === 'completed') return text.value.answered
  if (status === 'stopped') return text.value.answerStopped
  return status === 'failed' ? text.value.answerFailed : ''
}
