import type { Client } from '../clients/conversation.ts'
import { checkText } from '../clients/http-client.ts'
import type { Order } from '../order.ts'
import { cpuMs, peakBytes, restartPeak } from '../process-cost.ts'
import type { Running } from '../stage.ts'

export interface ManyTurns {
  tokensPerSecond: number
  /** Of workerd, user and system. */
  cpuMsPerTurn: number
  /** What workerd's resident memory rose by at its peak. */
  peakBytesPerTurn: number
}

let seed = 1

/** Lets this many turns run at once, each in a conversation of its own that was open before. */
export async function manyTurns(
  { url, workerd }: Running,
  client: Client,
  { atOnce, ...shape }: { atOnce: number; tokens: number; perSecond: number },
): Promise<ManyTurns> {
  const conversations = await Promise.all(Array.from({ length: atOnce }, () => client.open(url)))
  const orders = conversations.map((): Order => ({ ...shape, seed: seed++ }))
  const [before, cpuBefore, startedAt] = [restartPeak(workerd), cpuMs(workerd), performance.now()]
  const turns = await Promise.all(conversations.map((conversation, at) => conversation.send(orderAt(orders, at))))
  const tookMs = performance.now() - startedAt
  const [cpu, peak] = [cpuMs(workerd) - cpuBefore, peakBytes(workerd) - before]
  for (const [at, turn] of turns.entries()) checkText(turn, orderAt(orders, at))
  for (const conversation of conversations) conversation.close()
  return {
    tokensPerSecond: (atOnce * shape.tokens * 1000) / tookMs,
    cpuMsPerTurn: cpu / atOnce,
    peakBytesPerTurn: Math.max(0, peak) / atOnce,
  }
}

function orderAt(orders: Order[], at: number): Order {
  const order = orders[at]
  if (!order) throw new Error('Each conversation has its order.')
  return order
}
