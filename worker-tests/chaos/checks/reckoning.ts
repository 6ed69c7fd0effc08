import type { Conversation } from '../clients/conversation.ts'
import type { World } from '../world/world.ts'
import { checkAnswers } from './answers.ts'
import { checkLedger } from './ledger.ts'
import { checkLog, type Row } from './log.ts'
import { checkLoops } from './loop.ts'
import { checkRows } from './rows.ts'

/** Everything that can be checked once all turns have ended: through HTTP, and then, the server gone, on disk. */
export async function reckon(world: World, conversations: Conversation[]): Promise<void> {
  const logs = new Map<Conversation, Row[]>()
  for (const conversation of conversations) {
    const rows = await checkLog(world, conversation)
    logs.set(conversation, rows)
    checkLoops(world, conversation, rows)
    const turns = await checkAnswers(world, conversation, rows)
    await checkLedger(world, conversation, turns)
  }
  await world.close()
  checkRows(world, logs)
}
