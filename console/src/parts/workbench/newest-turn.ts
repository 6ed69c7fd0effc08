import type { Opened } from '../talk-header'

/** Turns of the talk, newest first; what waits has nothing to tell yet. */
export function turnIdsOf({ talk }: Opened): string[] {
  const answered = talk.messages.value.filter(({ role }) => role === 'assistant')
  return [...new Set(answered.map(({ turnId }) => turnId))].reverse()
}

export function newestTurnId(opened: Opened): string | undefined {
  return turnIdsOf(opened)[0]
}
