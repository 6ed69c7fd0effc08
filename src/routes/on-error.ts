import type { ErrorHandler, NotFoundHandler } from 'hono'
import { AppError, isAppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import { chat } from '../wire/chat'
import { statusOf } from '../wire/errors'
import type { HonoEnv, RouteContext } from './context'
import { SECURITY_HEADERS } from './security-headers'

/** The only place where a failure becomes HTTP. */
export const onError: ErrorHandler<HonoEnv> = (error, c) => {
  const known = isAppError(error) ? error : unexpected(error)
  if (known.code === 'internal') reportUnexpected(error, { requestId: c.var.requestId, path: c.req.path })
  return answer(known, c)
}

/** The platform marks what passes by itself: a session that restarts, or that has too much to do. */
function unexpected(error: Error): AppError {
  const passes = ('retryable' in error && error.retryable) || ('overloaded' in error && error.overloaded)
  return passes
    ? new AppError('unavailable', 'The conversation is restarting. Send the same again in a moment.')
    : new AppError('internal', 'Something went wrong here. Try again.')
}

export const onNotFound: NotFoundHandler<HonoEnv> = (c) =>
  answer(new AppError('not_found', 'There is nothing at this address. See /api/openapi.json for what there is.'), c)

function answer({ code, message, retryAt }: AppError, c: RouteContext): Response {
  const error = { code, message, requestId: c.var.requestId }
  // Programs written against the earlier server read `detail`.
  const body = c.req.path === chat.path ? { error, detail: message } : { error }
  if (retryAt !== undefined) c.header('Retry-After', String(Math.max(1, Math.ceil((retryAt - Date.now()) / 1000))))
  return c.json(body, statusOf[code], { ...SECURITY_HEADERS, 'X-Request-Id': c.var.requestId })
}
