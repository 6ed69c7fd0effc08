import type { Client } from '../clients/conversation.ts'
import { askJson } from '../clients/event-source.ts'
import { checkText } from '../clients/http-client.ts'
import type { Count } from '../count.ts'
import type { Order } from '../order.ts'

export interface RowsOfTurn {
  /** From the message until nothing is written any more. */
  written: Record<string, number>
  /** What the alarm of the day after deletes and writes. */
  dayAfter: Record<string, number>
  bytes: number
  bytesDayAfter: number
}

const QUIET_MS = 3000
const SETTLE_LIMIT_MS = 15_000
const DAY_AFTER_MS = 25 * 60 * 60_000

let seed = 200_000

/** One turn of 1,000 tokens at 100 a second, in a conversation that had a turn before. */
export async function rowsOfTurn(url: string, client: Client): Promise<RowsOfTurn> {
  const conversation = await client.open(url)
  const counted = `${url}/bench/rows?object=${conversation.name}`
  await conversation.send({ tokens: 10, perSecond: 100, seed: seed++ })
  await settled(counted)
  const before = await dayAfter(counted)
  const order: Order = { tokens: 1000, perSecond: 100, seed: seed++ }
  checkText(await conversation.send(order), order)
  const after = await settled(counted)
  const later = await dayAfter(counted)
  conversation.close()
  return {
    written: difference(before, after),
    dayAfter: difference(after, later),
    bytes: after.sizeBytes - before.sizeBytes,
    bytesDayAfter: later.sizeBytes - before.sizeBytes,
  }
}

export function total(rows: Record<string, number>): number {
  return Object.values(rows).reduce((sum, each) => sum + each, 0)
}

function dayAfter(counted: string): Promise<Count> {
  return askJson<Count>(`${counted}&laterMs=${DAY_AFTER_MS}`, { method: 'GET' })
}

/** The count once nothing was written for longer than any alarm of a live turn is ahead. */
async function settled(url: string): Promise<Count> {
  const startedAt = performance.now()
  let [count, since] = [await askJson<Count>(url, { method: 'GET' }), startedAt]
  while (performance.now() - since < QUIET_MS) {
    if (performance.now() - startedAt > SETTLE_LIMIT_MS) throw new Error('The object writes on and on after its turn.')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const next = await askJson<Count>(url, { method: 'GET' })
    if (total(next.rows) !== total(count.rows)) [count, since] = [next, performance.now()]
  }
  return count
}

function difference(before: Count, after: Count): Record<string, number> {
  const entries = Object.entries(after.rows).map(([what, n]): [string, number] => [what, n - (before.rows[what] ?? 0)])
  return Object.fromEntries(entries.filter(([, n]) => n > 0))
}
