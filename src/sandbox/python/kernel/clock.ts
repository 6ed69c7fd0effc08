/** Why a call is ended before its own end. */
export type Cut = 'time' | 'stop' | 'print'

/** About how long Python computes from one count to the next: a Worker's clock stands still meanwhile. */
const SPELL_MS = 12

/** Code that catches its own interruption is interrupted again after this long, and given up after the other. */
const AGAIN_MS = 300
const GRACE_MS = 1500

/** How long telling of a cell may take once it has ended: its objects say themselves what they look like. */
const TELLING_MS = 5000

/**
 * Python's time. What computes is interrupted by count, since a Worker's clock stands still meanwhile; what waits pauses,
 * and then the clock moves, output leaves and a stop arrives.
 */
export class Clock {
  /** Given to Pyodide as the buffer in which it looks for signals, after some fifty steps of the interpreter each time. */
  readonly signals: { 0: number }
  #looks = 0
  #endsAt = Number.POSITIVE_INFINITY
  #cut: Cut | undefined
  #cutAt = 0
  #toldAt = 0
  #isTelling = false
  #counted = 0
  #countedMax = 0
  #computesUntil = 0
  #caught = 0
  #onStuck: () => void = () => {}

  constructor(private readonly onPause: () => void) {
    const look = () => this.#look()
    this.signals = {
      get 0() {
        return look()
      },
      set 0(_seen: number) {},
    }
  }

  /** Resolves if the call has to be given up. */
  start(timeoutMs: number): Promise<void> {
    this.#cut = undefined
    this.#cutAt = 0
    this.#toldAt = 0
    this.#isTelling = false
    this.#counted = 0
    this.#caught = 0
    this.#countedMax = Math.min(timeoutMs, COMPUTE_MAX_MS) / SPELL_MS
    this.#looks = 0
    this.#endsAt = Date.now() + timeoutMs
    this.#computesUntil = Date.now() + Math.min(timeoutMs, COMPUTE_MAX_MS)
    return new Promise((resolve) => {
      this.#onStuck = resolve
    })
  }

  cut(why: Cut): void {
    this.#cut ??= why
    // Noticed at the very next look.
    this.#looks = LOOKS_BETWEEN
  }

  /** The cell has ended; nothing interrupts what is told of it. */
  finish(): void {
    this.#isTelling = true
    this.#counted = 0
    this.#endsAt = Date.now() + TELLING_MS
  }

  get cause(): Cut | undefined {
    return this.#cut
  }

  /** Awaited by Python where it waits. Answers why it must end; never, once it would not. */
  async pause(ms = 0): Promise<Cut | ''> {
    this.onPause()
    this.#counted = 0
    await this.#wait(ms)
    const now = Date.now()
    this.#computesUntil = now + COMPUTE_MAX_MS
    if (this.#isOver(now)) {
      this.#onStuck()
      await new Promise(() => {})
    }
    return this.#verdict(now)
  }

  #isOver(now: number): boolean {
    return this.#isTelling ? now > this.#endsAt : this.#cutAt !== 0 && now - this.#cutAt > GRACE_MS
  }

  #verdict(now: number): Cut | '' {
    if (this.#isTelling) return ''
    if (now >= this.#endsAt) this.cut('time')
    if (!this.#cut || now - this.#toldAt < AGAIN_MS) return ''
    if (this.#cutAt === 0) this.#cutAt = now
    this.#toldAt = now
    return this.#cut
  }

  /** At every interrupt of what computes. Answers why it must end; `stuck` once it would not. */
  count(): Cut | 'stuck' | '' {
    this.#counted += 1
    if (this.#isTelling) return this.#counted > TELLING_MS / SPELL_MS ? 'stuck' : ''
    // Where the clock moves while Python computes, as under `npm start`, it is the truer measure.
    if (this.#counted > this.#countedMax || Date.now() > this.#computesUntil) this.cut('time')
    if (!this.#cut) return ''
    this.#caught += 1
    if (this.#caught > CAUGHT_MAX) return 'stuck'
    return this.#caught % CAUGHT_BETWEEN === 1 ? this.#cut : ''
  }

  /** Never resolves: the call is given up. */
  giveUp(): Promise<never> {
    this.#onStuck()
    return new Promise(() => {})
  }

  /** In short waits, so that a stop or the call's end is heard during a long one. */
  async #wait(ms: number): Promise<void> {
    const until = Date.now() + ms
    do {
      const left = Math.min(until, this.#endsAt) - Date.now()
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, Math.max(0, left))))
    } while (Date.now() < Math.min(until, this.#endsAt) && !this.#cut)
  }

  #look(): number {
    this.#looks += 1
    if (this.#looks < LOOKS_BETWEEN) return 0
    this.#looks = 0
    return SIGINT
  }
}

const SIGINT = 2

const LOOKS_BETWEEN = 1000

/** Others wait for as long as Python computes, so no call may longer, whatever its time. */
const COMPUTE_MAX_MS = 10_000

/** Code that catches its interruption is interrupted again after so many counts, and given up after the other. */
const CAUGHT_BETWEEN = 25
const CAUGHT_MAX = 100
