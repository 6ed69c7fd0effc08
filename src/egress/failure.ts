import { AppError, isAppError } from '../errors'

/** The guard says no, and would say so again. */
export function refused(what: string, reason: string): AppError {
  return new AppError('egress_refused', `${what} is refused: ${reason}. Use a public http or https address.`)
}

/** The way was free, but nothing good came back. */
export function failed(sentence: string, cause?: unknown): AppError {
  return new AppError('egress_failed', sentence, { cause })
}

export function isEgressFailure(error: unknown): error is AppError {
  return isAppError(error) && (error.code === 'egress_refused' || error.code === 'egress_failed')
}
