/** Runs what is given one after another, although each waits for others in between. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const made = this.#last.then(work, work)
    this.#last = made.catch(() => {})
    return made
  }

  /** Until everything given so far is done. */
  async idle(): Promise<void> {
    await this.#last
  }
}
