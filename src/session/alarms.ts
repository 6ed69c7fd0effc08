import { reportUnexpected } from '../telemetry'
import { retryDelayMs } from './outbox'

/** Something that must happen at a time. `dueAt` reads it from SQL, so that no restart forgets it. */
export interface Alarm {
  dueAt(): number | undefined
  ring(): Promise<void>
}

const LONGEST_SETBACK_MS = 60_000

interface Setback {
  failures: number
  notBefore: number
}

/** Many named alarms over the object's one. */
export class Alarms {
  /** Kept in memory alone: after a restart everything is worth a try at once. */
  readonly #setbacks = new Map<string, Setback>()

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly now: () => number,
    private readonly alarms: Record<string, Alarm>,
  ) {}

  /** Sets the object's alarm to the earliest; call after anything that may have moved one. */
  async arm(): Promise<void> {
    const next = this.#next()
    const set = await this.storage.getAlarm()
    if (next === undefined) return
    if (set === null || next < set) await this.storage.setAlarm(Math.max(next, this.now()))
  }

  /**
   * Rings what is due, then arms again. A failure of one does not silence the others, and is not thrown: the platform
   * tries a failed alarm six times and then forgets it, while an alarm set here for at once would never rest.
   */
  async ring(): Promise<void> {
    const due = Object.keys(this.alarms).filter((name) => (this.#dueAt(name) ?? Number.POSITIVE_INFINITY) <= this.now())
    await Promise.all(due.map((name) => this.#ringOne(name)))
    await this.arm()
  }

  async #ringOne(name: string): Promise<void> {
    try {
      await this.alarms[name]?.ring()
      this.#setbacks.delete(name)
    } catch (error) {
      const failures = (this.#setbacks.get(name)?.failures ?? 0) + 1
      reportUnexpected(error, { alarm: name, failures })
      const waitMs = Math.min(LONGEST_SETBACK_MS, retryDelayMs(failures - 1))
      this.#setbacks.set(name, { failures, notBefore: this.now() + waitMs })
    }
  }

  #next(): number | undefined {
    const times = Object.keys(this.alarms)
      .map((name) => this.#dueAt(name))
      .filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #dueAt(name: string): number | undefined {
    const dueAt = this.alarms[name]?.dueAt()
    return dueAt === undefined ? undefined : Math.max(dueAt, this.#setbacks.get(name)?.notBefore ?? 0)
  }
}
