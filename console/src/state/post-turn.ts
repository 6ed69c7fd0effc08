import { sendMessage, type TurnReceipt } from '../../../src/wire/turns'
import { ApiProblem, call } from '../api'

export interface Outgoing {
  /** Made once for a text: a repeat is the same turn, whatever became of the first answer. */
  messageId: string
  text: string
  parentId?: string | null
  interrupt?: boolean
}

/** Waits before the second and the third attempt, where the network failed and nothing was answered. */
const RETRY_AFTER_MS = [500, 1500]

/** Sends a message; tries again by itself where only the network failed. */
export async function postTurn(conversation: string, outgoing: Outgoing): Promise<TurnReceipt> {
  for (const delayMs of RETRY_AFTER_MS) {
    try {
      return await call(sendMessage, { params: { conversation }, body: outgoing })
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.code === 'unreachable')) throw problem
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    }
  }
  return await call(sendMessage, { params: { conversation }, body: outgoing })
}
