import type { Alarm } from './alarms'
import type { Store } from './store'

/** Messages, steps and ledger stay for good; a finished turn's events only this long after its end. */
export const KEEP_MS = 24 * 60 * 60_000

const LATER_MS = 60 * 60_000

/** Keeps the log small: cuts its front at the end of a turn that ended long ago. */
export function trimming({ turns, log, commit, now }: Store): Alarm {
  const place = () => turns.cutBefore(now() - KEEP_MS) ?? 0
  const isCuttable = () => place() > log.floor
  return {
    dueAt() {
      const end = turns.firstEndAfter(log.floor)
      if (end === undefined) return undefined
      const due = end + KEEP_MS
      // Overdue, but a younger turn began before that end: look again later instead of at once.
      return due <= now() && !isCuttable() ? now() + LATER_MS : due
    },
    async ring() {
      if (isCuttable()) commit(() => log.trim(place()))
    },
  }
}
