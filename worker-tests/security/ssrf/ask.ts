import type { Invocation, Turn, TurnReceipt } from '../../../src/wire/turns'
import { client } from '../../support/client'
import { eventsUntil, type Piece, type ScriptedModel } from '../../support/scripted-model'

const CALLS_A_TURN = 60

const owner = client()

/** Sends one message, in a conversation of its own, and answers what the calls of its turn came to. */
export async function runTurn(): Promise<Invocation[]> {
  const { id } = await owner.newConversation()
  const body = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor }: TurnReceipt = await owner.post(`/api/conversations/${id}/turns`, body)
  await eventsUntil(id, 'turn.completed', { after: cursor })
  const { invocations }: Turn = await owner.get(`/api/conversations/${id}/turns/${turnId}`)
  return invocations
}

/**
 * Has a scripted model call a tool that asks an address, once for each of them, and answers what each call came to. The
 * test file must have called `addFetchTools`.
 */
export async function askAll(model: ScriptedModel, urls: readonly string[]): Promise<Invocation[]> {
  const made: Invocation[] = []
  for (let at = 0; at < urls.length; at += CALLS_A_TURN) {
    const calls: Piece[] = urls.slice(at, at + CALLS_A_TURN).map((url) => ({ call: 'test-fetch_none', input: { url } }))
    model.script(calls, [{ text: 'Done.' }])
    made.push(...(await runTurn()))
  }
  return made
}
