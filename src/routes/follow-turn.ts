import type { Caller } from '../accounts/caller'
import { AppError, isAppError } from '../errors'
import { type Followed, followLog } from './follow-log'
import type { SessionStub } from './sessions'

/** Waits before joining again, where the session was just restarting; after them the caller is told to come back. */
const REJOIN_AFTER_MS = [0, 200, 1000, 3000]

interface Line {
  /** A fresh stub every time: one whose session was restarted stays broken. */
  session: () => SessionStub
  caller: Caller
  after: string
}

/**
 * Follows the log like `followLog`, but joins again where the session restarts, until whoever iterates has seen enough.
 * Throws not_found, while it is iterated, where the conversation was deleted meanwhile.
 */
export async function followTurn({ session, caller, after }: Line): Promise<AsyncGenerator<Followed>> {
  return goOn({ session, caller, after }, await followLog(session(), caller, after))
}

async function* goOn({ session, caller, after }: Line, first: AsyncGenerator<Followed>): AsyncGenerator<Followed> {
  let position = after
  let followed = first
  while (true) {
    for await (const page of followed) {
      if (page !== 'heartbeat') position = page.rows.at(-1)?.cursor ?? position
      yield page
    }
    followed = await rejoin({ session, caller, after: position })
  }
}

async function rejoin({ session, caller, after }: Line): Promise<AsyncGenerator<Followed>> {
  for (const waitMs of REJOIN_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      return await followLog(session(), caller, after)
    } catch (error) {
      if (isAppError(error)) throw error
    }
  }
  throw new AppError('unavailable', 'The conversation cannot be followed right now. Send the same message id again.')
}
