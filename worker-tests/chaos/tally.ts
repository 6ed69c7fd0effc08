export const INVARIANTS = {
  I1: 'numbers are consecutive',
  I2: 'what was seen at a cursor never changes',
  I3: 'one terminal event, nothing after it',
  I4: 'resuming gives the identical rest',
  I5: 'one message id is one turn',
  I6: 'one live loop a turn',
  I7: 'the ledger holds: nothing done twice',
  I8: 'never silent',
  I9: 'stopped is stopped, the partial answer kept',
  I10: 'restarts wait, and only progress resets them',
  I11: 'closing a client stops nothing',
  I14: 'the message is the undiscarded deltas',
  resume: 'live again soon without a client',
  kills: 'enough kills are effective',
  answers: 'every answer is one of the contract',
} as const

export type Invariant = keyof typeof INVARIANTS

interface Count {
  checks: number
  violations: string[]
}

/** How often each invariant was looked at, and every time that it did not hold. */
export class Tally {
  readonly #counts = new Map<Invariant, Count>()

  /** `told` says what was expected and what was found. */
  holds(invariant: Invariant, isTrue: boolean, told: () => string): boolean {
    const count = this.of(invariant)
    count.checks += 1
    if (!isTrue) count.violations.push(told())
    return isTrue
  }

  of(invariant: Invariant): Count {
    const count = this.#counts.get(invariant) ?? { checks: 0, violations: [] }
    this.#counts.set(invariant, count)
    return count
  }

  get violations(): number {
    return [...this.#counts.values()].reduce((sum, { violations }) => sum + violations.length, 0)
  }
}
