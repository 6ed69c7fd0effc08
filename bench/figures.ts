/** Samples by what was measured and whose they are; a figure is their median. */
export class Figures {
  readonly #samples = new Map<string, number[]>()

  add(measure: string, contestant: string, ...values: number[]): void {
    const key = `${measure} ${contestant}`
    this.#samples.set(key, [...(this.#samples.get(key) ?? []), ...values])
  }

  count(measure: string, contestant: string): number {
    return this.#samples.get(`${measure} ${contestant}`)?.length ?? 0
  }

  /** NaN where nothing was measured. */
  median(measure: string, contestant: string): number {
    return medianOf(this.#samples.get(`${measure} ${contestant}`) ?? [])
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
