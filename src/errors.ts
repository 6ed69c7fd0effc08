import { type ErrorCode, statusOf } from './wire/errors'

/** An expected failure. `name` and `code` survive the way out of a Durable Object; class identity does not. */
export class AppError extends Error {
  override name = 'AppError'
  /** When the same may go well, in epoch milliseconds; answers tell it as Retry-After. */
  readonly retryAt: number | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { retryAt?: number | undefined } = {},
  ) {
    super(message, options)
    this.retryAt = options.retryAt
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && String(error.code) in statusOf
}

/** A missing thing and another account's thing: one sentence for both, so that neither tells of the other. */
export function notFound(what = 'conversation'): AppError {
  return new AppError('not_found', `There is no such ${what} here. Check its id, or list what you have.`)
}

/** What a call comes to where a throw would be logged as uncaught on its way out of a Durable Object. */
export type Answer<T> = { reply: T } | { problem: { code: ErrorCode; message: string; retryAt?: number | undefined } }

/** Only what nobody expected is thrown. */
export async function answerOf<T>(work: () => T): Promise<Answer<Awaited<T>>> {
  try {
    return { reply: await work() }
  } catch (error) {
    if (!isAppError(error)) throw error
    const { code, message, retryAt } = error
    return { problem: { code, message, retryAt } }
  }
}

export function replyOf<T>(answer: Answer<T>): T {
  if (!('problem' in answer)) return answer.reply
  const { code, message, retryAt } = answer.problem
  throw new AppError(code, message, { retryAt })
}
