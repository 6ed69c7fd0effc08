import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../env'
import type { Limits } from '../limits'
import { minuteOf, nextMinute } from './calendar'
import { type Holding, Holdings } from './holdings'
import { LiveTurns, type TurnKey } from './live-turns'
import { migrateMeter } from './meter-schema'
import { countRefusal, type Held, type Refusal, type Spent, spendingRefusal } from './refusals'
import { type ModelSpending, Spending, type StepUse } from './spending'

export interface MeterReading {
  requestsThisMinute: number
  turnsAtOnce: number
  today: Spent
  thisMonth: Spent
  models: ModelSpending[]
  held: Held
}

/** The key under which the count of requests is kept. */
const REQUESTS = 'requests'

/**
 * Counts what one account uses, exactly: one object an account, so that whatever comes at once is counted one after
 * another. It holds no limits itself; whoever asks says which hold. Every report may come twice.
 */
export class Meter extends DurableObject<Env> {
  readonly #turns: LiveTurns
  readonly #spending: Spending
  readonly #holdings: Holdings
  /** Of the minute in which one was counted last. */
  #requests: { minute: number; count: number } | undefined

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const now = () => Date.now()
    const { sql, kv } = ctx.storage
    ctx.storage.transactionSync(() => migrateMeter(sql))
    this.#turns = new LiveTurns(sql, now)
    this.#spending = new Spending(sql, now)
    this.#holdings = new Holdings(sql, now)
    this.#requests = kv.get(REQUESTS)
  }

  /** Counts one request; answers when the next may come where this one is too many, which then writes nothing. */
  countRequest(perMinute: number): number | null {
    const now = Date.now()
    const minute = minuteOf(now)
    const count = this.#requestsIn(minute)
    if (count >= perMinute) return nextMinute(now)
    this.#requests = { minute, count: count + 1 }
    // No request waits for the disk: a crash may forget the newest of one minute.
    this.ctx.waitUntil(this.ctx.storage.put(REQUESTS, this.#requests, { allowUnconfirmed: true }))
    return null
  }

  /** Why a turn could not begin now. */
  refuseTurn(limits: Limits): Refusal | null {
    return this.#refuseCall(limits) ?? countRefusal('turnsAtOnce', this.#turns.count(), limits, Date.now())
  }

  /** Gives a turn its place; a repeat has it already. */
  beginTurn(turn: TurnKey, limits: Limits): Refusal | null {
    if (this.#turns.has(turn)) return null
    const refusal = this.refuseTurn(limits)
    if (!refusal) this.#turns.begin(turn)
    return refusal
  }

  /** A turn that goes on although it never had a place here. Never refused. */
  resumeTurn(turn: TurnKey): void {
    if (!this.#turns.has(turn)) this.#turns.begin(turn)
  }

  /**
   * Counts finished steps and tells whether another model call may be made; `unknown` for a turn without a place.
   * `waiting` are the messages behind the turn in its conversation: their places are kept with its own.
   */
  advanceTurn(
    turn: TurnKey,
    uses: readonly StepUse[],
    limits: Limits,
    waiting: readonly string[] = [],
  ): Refusal | 'unknown' | null {
    return this.ctx.storage.transactionSync(() => {
      const fresh = this.#turns.advance(turn, uses)
      if (!fresh) return 'unknown'
      this.#spending.add(fresh)
      this.#turns.renew(turn.conversation, [turn.message, ...waiting])
      return this.#refuseCall(limits)
    })
  }

  /** Counts the last steps and frees the place. */
  endTurn(turn: TurnKey, uses: readonly StepUse[]): void {
    this.ctx.storage.transactionSync(() => this.#spending.add(this.#turns.end(turn, uses)))
  }

  /** Takes what a conversation is about to hold; `late` where a later word of it has come already. */
  claim(wanted: Holding, limits: Limits): Refusal | 'late' | null {
    return this.#holdings.claim(wanted, limits)
  }

  /** What a conversation holds in truth; `late` like `claim`. */
  settle(held: Holding): 'late' | null {
    return this.#holdings.settle(held)
  }

  /** A deleted conversation holds nothing and runs nothing. What it used stays used. */
  forget(conversation: string): void {
    this.ctx.storage.transactionSync(() => {
      this.#turns.forget(conversation)
      this.#holdings.forget(conversation)
    })
  }

  read(): MeterReading {
    return {
      requestsThisMinute: this.#requestsIn(minuteOf(Date.now())),
      turnsAtOnce: this.#turns.count(),
      today: this.#spending.today(),
      thisMonth: this.#spending.thisMonth(),
      models: this.#spending.modelsThisMonth(),
      held: this.#holdings.total(),
    }
  }

  #refuseCall(limits: Limits): Refusal | null {
    return spendingRefusal(this.#spending.forLimits(), limits, Date.now())
  }

  #requestsIn(minute: number): number {
    return this.#requests?.minute === minute ? this.#requests.count : 0
  }
}
