/** Why a call is ended before its own end. */
export type Cut = 'time' | 'stop' | 'print'

/** How long Python computes before everyone else has the processor. */
const SPELL_MS = 15

/** Code that catches its own interruption is interrupted again after this long, and given up after the other. */
const AGAIN_MS = 300
const GRACE_MS = 1500

/** How long telling of a cell may take once it has ended: its objects say themselves what they look like. */
const TELLING_MS = 5000

/**
 * Python's time. A Worker's clock stands still while it computes and no one else runs meanwhile, so Python is interrupted
 * by count, and each interrupt is a pause in which the clock moves, output leaves and a stop arrives.
 */
export class Clock {
  /** Given to Pyodide as the buffer in which it looks for signals, after some fifty steps of the interpreter each time. */
  readonly signals: { 0: number }
  #looks = 0
  #looksBetween = 200
  #pausedAt = Date.now()
  #endsAt = Number.POSITIVE_INFINITY
  #cut: Cut | undefined
  #cutAt = 0
  #toldAt = 0
  #isTelling = false
  #unpaused = 0
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
    this.#unpaused = 0
    this.#looks = 0
    this.#pausedAt = Date.now()
    this.#endsAt = this.#pausedAt + timeoutMs
    return new Promise((resolve) => {
      this.#onStuck = resolve
    })
  }

  cut(why: Cut): void {
    this.#cut ??= why
    // Noticed at the very next look.
    this.#looks = this.#looksBetween
  }

  /** The cell has ended; nothing interrupts what is told of it. */
  finish(): void {
    this.#isTelling = true
    this.#endsAt = Date.now() + TELLING_MS
  }

  get cause(): Cut | undefined {
    return this.#cut
  }

  /** Awaited by Python at every interrupt. Answers why it must end; never, once it would not. */
  async pause(ms = 0): Promise<Cut | ''> {
    this.onPause()
    this.#unpaused = 0
    const computedFrom = this.#pausedAt
    await this.#wait(ms)
    const now = Date.now()
    if (ms === 0) this.#adapt(now - computedFrom)
    this.#pausedAt = now
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

  /** For Python that JavaScript has called, which cannot be paused: the same by count alone. */
  count(): Cut | '' {
    this.#unpaused += 1
    if (this.#unpaused > UNPAUSED_MAX) this.cut('time')
    return this.#verdict(Date.now())
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
    if (this.#looks < this.#looksBetween) return 0
    this.#looks = 0
    return SIGINT
  }

  /** Steps of the interpreter differ in length by far. */
  #adapt(spellMs: number): void {
    if (spellMs < SPELL_MS / 2) this.#looksBetween = Math.min(this.#looksBetween * 2, 20_000)
    if (spellMs > SPELL_MS * 2) this.#looksBetween = Math.max(Math.ceil(this.#looksBetween / 2), 5)
  }
}

const SIGINT = 2

/** Some ten seconds of a processor. */
const UNPAUSED_MAX = 700
