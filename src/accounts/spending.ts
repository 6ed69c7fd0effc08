import { dayOf, firstDayOfMonth } from './calendar'
import type { Spent } from './refusals'

/** What one model call took. Null is unknown: the provider did not count, or nobody told its price. */
export interface StepUse {
  step: number
  model: string
  inputTokens: number | null
  cachedTokens: number | null
  outputTokens: number | null
  nanoUsd: number | null
  /** What it took of which no provider told, for limits alone. A session one release older does not guess. */
  guessedTokens?: number
  guessedNanoUsd?: number
}

export interface ModelSpending {
  model: string
  calls: number
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  usd: number
  /** Calls whose tokens the provider did not tell: missing in every sum. */
  uncountedCalls: number
  /** Calls whose price is unknown: missing in `usd`. */
  unpricedCalls: number
}

type DayRow = {
  model: string
  calls: number
  input_tokens: number
  cached_tokens: number
  output_tokens: number
  nano_usd: number
  uncounted_calls: number
  unpriced_calls: number
}

const NANO = 1e9

/** The account's tokens and money, a row a day and model. Days and months are those of UTC. */
export class Spending {
  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
  ) {}

  /** One row however many steps of one model there are. */
  add(uses: readonly StepUse[]): void {
    const byModel = new Map<string, StepUse[]>()
    for (const use of uses) byModel.set(use.model, [...(byModel.get(use.model) ?? []), use])
    for (const [model, ofModel] of byModel) this.#addOne(model, ofModel)
    this.#addGuesses(uses)
  }

  #addGuesses(uses: readonly StepUse[]): void {
    const tokens = uses.reduce((sum, { guessedTokens = 0 }) => sum + guessedTokens, 0)
    const nanoUsd = uses.reduce((sum, { guessedNanoUsd = 0 }) => sum + guessedNanoUsd, 0)
    if (tokens === 0 && nanoUsd === 0) return
    this.sql.exec(
      `INSERT INTO guesses (day, tokens, nano_usd) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, nano_usd = nano_usd + excluded.nano_usd`,
      dayOf(this.now()),
      tokens,
      nanoUsd,
    )
  }

  #addOne(model: string, uses: readonly StepUse[]): void {
    const sum = (figure: (use: StepUse) => number | null) => uses.reduce((total, use) => total + (figure(use) ?? 0), 0)
    this.sql.exec(
      `INSERT INTO days (day, model, calls, input_tokens, cached_tokens, output_tokens, nano_usd, uncounted_calls, unpriced_calls)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, input_tokens = input_tokens + excluded.input_tokens,
         cached_tokens = cached_tokens + excluded.cached_tokens, output_tokens = output_tokens + excluded.output_tokens,
         nano_usd = nano_usd + excluded.nano_usd, uncounted_calls = uncounted_calls + excluded.uncounted_calls,
         unpriced_calls = unpriced_calls + excluded.unpriced_calls`,
      dayOf(this.now()),
      model,
      uses.length,
      sum(({ inputTokens }) => inputTokens),
      sum(({ cachedTokens }) => cachedTokens),
      sum(({ outputTokens }) => outputTokens),
      sum(({ nanoUsd }) => nanoUsd),
      sum((use) => Number(!isCounted(use))),
      sum((use) => Number(isCounted(use) && use.nanoUsd === null)),
    )
  }

  today(): Spent {
    return this.#since(dayOf(this.now()))
  }

  thisMonth(): Spent {
    return this.#since(firstDayOfMonth(this.now()))
  }

  /** What limits see: what was told, and the guesses at what was not. */
  forLimits(): { day: Spent; month: Spent } {
    const now = this.now()
    const withGuesses = (told: Spent, since: number): Spent => {
      const { tokens, nano } = this.sql
        .exec<{ tokens: number; nano: number }>(
          'SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(nano_usd), 0) AS nano FROM guesses WHERE day >= ?',
          since,
        )
        .one()
      return { tokens: told.tokens + tokens, usd: told.usd + nano / NANO }
    }
    return { day: withGuesses(this.today(), dayOf(now)), month: withGuesses(this.thisMonth(), firstDayOfMonth(now)) }
  }

  /** Those that were called this month, the one with the most tokens first. */
  modelsThisMonth(): ModelSpending[] {
    return this.sql
      .exec<DayRow>(
        `SELECT model, sum(calls) AS calls, sum(input_tokens) AS input_tokens, sum(cached_tokens) AS cached_tokens,
           sum(output_tokens) AS output_tokens, sum(nano_usd) AS nano_usd, sum(uncounted_calls) AS uncounted_calls,
           sum(unpriced_calls) AS unpriced_calls
         FROM days WHERE day >= ? GROUP BY model ORDER BY sum(input_tokens + output_tokens) DESC, model`,
        firstDayOfMonth(this.now()),
      )
      .toArray()
      .map((row) => ({
        model: row.model,
        calls: row.calls,
        inputTokens: row.input_tokens,
        cachedTokens: row.cached_tokens,
        outputTokens: row.output_tokens,
        usd: row.nano_usd / NANO,
        uncountedCalls: row.uncounted_calls,
        unpricedCalls: row.unpriced_calls,
      }))
  }

  #since(day: number): Spent {
    const { tokens, nano } = this.sql
      .exec<{ tokens: number | null; nano: number | null }>(
        'SELECT sum(input_tokens + output_tokens) AS tokens, sum(nano_usd) AS nano FROM days WHERE day >= ?',
        day,
      )
      .one()
    return { tokens: tokens ?? 0, usd: (nano ?? 0) / NANO }
  }
}

function isCounted({ inputTokens, outputTokens }: StepUse): boolean {
  return inputTokens !== null || outputTokens !== null
}
