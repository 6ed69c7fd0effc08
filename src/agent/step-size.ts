import { AppError } from '../errors'

/**
 * What one model call may bring, as JSON in UTF-8: its text, its thoughts and the arguments of each call become one row
 * each, and a row holds 2 MB. Models end far below it; only a runaway one does not.
 */
export const STEP_MAX_BYTES = 1_500_000

const encoder = new TextEncoder()

/** Counts what a model call brings. */
export class StepSize {
  #sizeBytes = 0

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Throws answer_too_long where this piece passes the limit. */
  add(piece: string): void {
    this.#sizeBytes += bytesOf(piece)
    if (this.#sizeBytes > STEP_MAX_BYTES) throw tooLong()
  }
}

/** For text that came in no pieces. Throws answer_too_long. */
export function refuseTooLong(whole: string): void {
  if (bytesOf(whole) > STEP_MAX_BYTES) throw tooLong()
}

function bytesOf(text: string): number {
  return encoder.encode(JSON.stringify(text)).length - 2
}

function tooLong(): AppError {
  const limit = `${STEP_MAX_BYTES / 1_000_000} MB`
  return new AppError(
    'answer_too_long',
    `The model wrote more than ${limit} in one go and was cut off. Ask for the work in smaller parts.`,
  )
}
