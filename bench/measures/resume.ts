import type { Client } from '../clients/conversation.ts'
import { checkText } from '../clients/http-client.ts'
import type { Order } from '../order.ts'
import type { Provider } from '../stage.ts'

const HEARD_LIMIT_MS = 60_000

let seed = 300_000

export interface ResumeTimes {
  fromCursor: number[]
  fromStart: number[]
}

/** A turn of this many events is held at its end, and readers come back to it. */
export async function resumeTimes(
  url: string,
  client: Client,
  {
    provider,
    events,
    samples,
    alternating,
  }: { provider: Provider; events: number; samples: number; alternating: boolean },
): Promise<ResumeTimes> {
  const conversation = await client.open(url)
  const { heard, resume } = conversation
  if (!heard || !resume) throw new Error('This contestant cannot resume.')
  const order: Order = { tokens: events, perSecond: 0, seed: seed++, held: true, alternating }
  const sent = conversation.send(order)
  sent.catch(() => {}) // awaited below; a failure before that must not end the process
  await until(() => heard() >= events)
  const times: ResumeTimes = { fromCursor: [], fromStart: [] }
  for (let made = 0; made < samples; made++) {
    times.fromCursor.push(await resume('from its cursor'))
    times.fromStart.push(await resume('from the start'))
  }
  await provider.release()
  checkText(await sent, order)
  conversation.close()
  return times
}

async function until(isTrue: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (!isTrue()) {
    if (performance.now() - startedAt > HEARD_LIMIT_MS) throw new Error('The turn did not reach its end in time.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
