import { AppError } from '../errors'

/**
 * What one model call may bring, as JSON in UTF-8: its text, its thoughts and the arguments of each call become one row
 * each, those of a call beside its result, and a row holds 2 MB. Models end far below it; only a runaway one does not.
 */
export const STEP_MAX_BYTES = 1_200_000

const LIMIT = `${STEP_MAX_BYTES / 1_000_000} MB`

const encoder = new TextEncoder()

/** Counts what a model call brings. */
export class StepSize {
  #sizeBytes = 0

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** Counts the piece, and answers whether all is still within the limit. */
  add(piece: string): boolean {
    this.#sizeBytes += bytesOf(piece)
    return this.#sizeBytes <= STEP_MAX_BYTES
  }
}

export function answerTooLong(): AppError {
  return new AppError(
    'answer_too_long',
    `The model wrote more than ${LIMIT} in one go and was cut off. Ask for the work in smaller parts.`,
  )
}

/** The rest of the arguments would only weigh on every later model call. */
const KEPT_CHARS = 500

const CUT = `… [cut off: longer than ${LIMIT}]`

/** What stands for arguments that passed the limit: their beginning, which is no JSON and which no tool takes. */
export function cutArguments(text: string): string {
  return text.slice(0, KEPT_CHARS) + CUT
}

/** The arguments as they are, or what stands for them. */
export function argumentsWithinLimit(text: string): string {
  return bytesOf(text) <= STEP_MAX_BYTES ? text : cutArguments(text)
}

/** Why a call cannot be made, for the model; undefined where its arguments were not cut. */
export function cutArgumentsProblem(name: string, input: unknown): string | undefined {
  if (typeof input !== 'string' || !input.endsWith(CUT)) return undefined
  return `The arguments of ${name} passed ${LIMIT} and were cut off, so nothing was done. Do it in smaller parts, by several calls.`
}

function bytesOf(text: string): number {
  return encoder.encode(JSON.stringify(text)).length - 2
}
