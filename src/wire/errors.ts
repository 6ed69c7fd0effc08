import * as z from 'zod/mini'

/** Every code an answer or a failed turn can carry, with the HTTP status it has when it is an answer. */
export const statusOf = {
  bad_request: 400,
  invalid_json: 400,
  invalid_path: 400,
  invalid_cursor: 400,
  sign_in_required: 401,
  invalid_credential: 401,
  wrong_passphrase: 401,
  forbidden_scope: 403,
  forbidden_origin: 403,
  forbidden_host: 403,
  egress_refused: 403,
  not_found: 404,
  message_conflict: 409,
  already_ended: 409,
  already_decided: 409,
  upload_limit: 409,
  upload_expired: 409,
  key_limit: 409,
  storage_limit: 409,
  cursor_expired: 410,
  length_mismatch: 400,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  egress_failed: 424,
  rate_limited: 429,
  limit_reached: 429,
  internal: 500,
  setup_required: 503,
  unavailable: 503,
  interrupted: 502,
  storage_failed: 502,
  step_limit: 502,
  context_length: 502,
  answer_too_long: 502,
  model_unreachable: 502,
  model_auth: 502,
  model_quota: 502,
  model_rate_limited: 502,
  model_rejected: 502,
  model_timeout: 502,
  model_invalid: 502,
  model_failed: 502,
  key_unreadable: 502,
} as const

export type ErrorCode = keyof typeof statusOf

/** Codes of a turn that failed by its model. */
export const TURN_FAILURES: readonly ErrorCode[] = Object.keys(statusOf)
  .filter(isErrorCode)
  .filter((code) => statusOf[code] === 502)

/** What can end a turn as failed; as an answer of `POST /api/chat` without a stream they have their own status. */
export type TurnErrorCode =
  | { [C in ErrorCode]: (typeof statusOf)[C] extends 502 ? C : never }[ErrorCode]
  | 'limit_reached'
  | 'unavailable'
  | 'internal'

export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  /** When the same may go well, in epoch milliseconds; only where that is known. */
  retryAt: z.optional(z.number()),
})
export type Problem = z.infer<typeof Problem>

export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
})
export type ErrorBody = z.infer<typeof ErrorBody>

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(statusOf, code)
}
