/** Something that must happen at a time. `dueAt` reads it from SQL, so that no restart forgets it. */
export interface Alarm {
  dueAt(): number | undefined
  ring(): Promise<void>
}

/** Many named alarms over the object's one. */
export class Alarms {
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

  /** Rings what is due, then arms again. A failure of one does not silence the others. */
  async ring(): Promise<void> {
    const due = Object.values(this.alarms).filter((alarm) => (alarm.dueAt() ?? Number.POSITIVE_INFINITY) <= this.now())
    const rung = await Promise.allSettled(due.map((alarm) => alarm.ring()))
    await this.arm()
    for (const result of rung) if (result.status === 'rejected') throw result.reason
  }

  #next(): number | undefined {
    const times = Object.values(this.alarms)
      .map((alarm) => alarm.dueAt())
      .filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }
}
