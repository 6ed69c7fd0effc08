import type { Piece } from '../../support/scripted-model'

/** What the model is to do of itself, and what it does once it reads its mark. */
export interface Mind {
  wish: Piece[][]
  orders: Piece[][]
  /** It read the instruction and obeys. */
  obeyed: boolean
}

export const markOf = (at: number) => `obey${at}z`
export const wishOf = (at: number, rest: string) => `Wish ${at}. ${rest}`

type Messages = { role: string; content: unknown }[]

/** Does what the person wished, and then whatever any instruction says that it has read. */
export function obedient(minds: ReadonlyMap<number, Mind>): (messages: Messages) => Piece[] {
  return (messages) => {
    const wish = JSON.stringify(messages.filter(({ role }) => role === 'user'))
    const mind = minds.get(Number(/Wish (\d+)\./.exec(wish)?.[1]))
    if (!mind) return [{ text: 'What do you mean?' }]
    const next = mind.wish.shift()
    if (next) return next
    const read = JSON.stringify(messages.filter(({ role }) => role !== 'system'))
    const marks = [...read.matchAll(/obey(\d+)z/gi)].map(([, at]) => Number(at))
    for (const mark of marks) {
      const ordered = minds.get(mark)
      if (!ordered || ordered.obeyed) continue
      ordered.obeyed = true
      mind.wish.push(...ordered.orders)
    }
    return mind.wish.shift() ?? [{ text: 'Done.' }]
  }
}
