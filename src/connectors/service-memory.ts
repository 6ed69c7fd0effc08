import type { DataTable, FoundImage, FoundPage } from '../agent/connectors'

const FRESH_MS = 300_000
const ANSWERS_MAX = 100

/** Answers of the last minutes, by what was asked. A failure is never kept. */
export class FreshAnswers<Answer> {
  readonly #answers = new Map<string, { at: number; answer: Answer }>()

  constructor(private readonly now: () => number) {}

  /** The fresh answer to that question, else that of `ask`. */
  async recall(question: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(question)
    if (known && this.now() - known.at < FRESH_MS) return known.answer
    const answer = await ask()
    this.#answers.delete(question)
    this.#answers.set(question, { at: this.now(), answer })
    const [oldest = ''] = this.#answers.keys()
    if (this.#answers.size > ANSWERS_MAX) this.#answers.delete(oldest)
    return answer
  }
}

/**
 * What services answered lately, and which of them asked to be left alone. It lives in one conversation's memory and dies
 * with it, so that no account ever meets another's answers.
 */
export class ServiceMemory {
  readonly pages: FreshAnswers<FoundPage[]>
  readonly images: FreshAnswers<FoundImage[]>
  readonly tables: FreshAnswers<DataTable>
  readonly #quietUntil = new Map<string, number>()

  constructor(private readonly now: () => number) {
    this.pages = new FreshAnswers(now)
    this.images = new FreshAnswers(now)
    this.tables = new FreshAnswers(now)
  }

  /** How long a service still wants to be left alone, in milliseconds; 0 where it may be asked. */
  quietMs(service: string): number {
    return Math.max(0, (this.#quietUntil.get(service) ?? 0) - this.now())
  }

  leaveAlone(service: string, ms: number): void {
    this.#quietUntil.set(service, this.now() + ms)
  }
}
