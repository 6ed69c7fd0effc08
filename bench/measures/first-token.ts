import type { Client } from '../clients/conversation.ts'
import { checkText } from '../clients/http-client.ts'
import type { Order } from '../order.ts'

const WARM_UP = 3

let seed = 100_000

const shortOrder = (): Order => ({ tokens: 20, perSecond: 100, seed: seed++ })

/** Milliseconds from sending a message to its first token, in a conversation that was open and had turns before. */
export async function firstTokens(url: string, client: Client, samples: number): Promise<number[]> {
  const conversation = await client.open(url)
  const times: number[] = []
  for (let made = 0; made < WARM_UP + samples; made++) {
    const order = shortOrder()
    const turn = await conversation.send(order)
    checkText(turn, order)
    if (made >= WARM_UP) times.push(turn.firstTokenMs)
  }
  conversation.close()
  return times
}

/** The same for a message that begins its conversation. */
export async function firstTokensOfNew(
  url: string,
  begin: NonNullable<Client['begin']>,
  samples: number,
): Promise<number[]> {
  const times: number[] = []
  for (let made = 0; made < samples; made++) {
    const order = shortOrder()
    const turn = await begin(url, order)
    checkText(turn, order)
    times.push(turn.firstTokenMs)
  }
  return times
}
