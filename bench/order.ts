/** What a measurement asks of the fake provider; it travels as the text of the user's message. */
export interface Order {
  tokens: number
  /** 0: as fast as the socket takes them. */
  perSecond: number
  seed: number
  /** Text and reasoning by turns, so that no two neighbours can be told in one event. */
  alternating?: boolean
  /** After the last token the provider waits until it is told to go on. */
  held?: boolean
}

/** A token that tells its place and its turn: one lost, doubled or out of order shows in the answer. */
export function tokenAt({ seed }: Order, index: number): string {
  const mixed = Math.imul((index + 1) ^ (seed * 7919), 0x9e3779b1) >>> 0
  return `${mixed.toString(36).slice(0, 4).padStart(4, 'x')} `
}

/** The text that whoever reads the turn must have at its end. */
export function textOf(order: Order): string {
  let text = ''
  for (let index = 0; index < order.tokens; index++) if (!isReasoning(order, index)) text += tokenAt(order, index)
  return text
}

export function isReasoning({ alternating }: Order, index: number): boolean {
  return alternating === true && index % 2 === 0
}
