import { isAppError } from '../errors'
import { statusOf, type TurnErrorCode } from '../wire/errors'
import { overflowsContext } from './context-overflow'
import { listOf, parsedJson, recordOf, textOf } from './json'
import { cleaned } from './reason'
import { retryAfterMs } from './retry-after'
import { OWN_ERROR } from './stream/answer-reader'
import { providerError } from './stream/provider-error'

export interface ModelFailure {
  code: TurnErrorCode
  /** What happened, the provider's reason, what to do next. Shown to people as it is. */
  message: string
  /** Whether the same call may well succeed later. */
  retryable: boolean
  /** How long the provider asks to wait; null where it does not say. */
  retryAfterMs: number | null
}

/** What is known of a failed call, from wherever it was told. */
interface Evidence {
  status: number | undefined
  code: string
  reason: string
  headers: Record<string, unknown>
}

/** Sorts whatever a model call threw: our own errors, an HTTP error of the SDK, or an error out of the stream. */
export function modelFailure(error: unknown, now = Date.now()): ModelFailure {
  const causes = causesOf(error)
  for (const cause of causes) {
    const own = ownFailure(cause)
    if (own) return failure(own.code, own.message)
  }
  const evidence = causes.map(evidenceOf).find((found) => found !== undefined)
  if (!evidence) return unreadable(causes)
  const code = codeOf(evidence)
  const wait = retryAfterMs(evidence.headers, evidence.reason, now)
  return { ...failure(code, sentenceOf(code, evidence)), retryAfterMs: isRetryable(code) ? wait : null }
}

function failure(code: TurnErrorCode, message: string): ModelFailure {
  return { code, message, retryable: isRetryable(code), retryAfterMs: null }
}

const RETRYABLE: readonly TurnErrorCode[] = [
  'model_rate_limited',
  'model_failed',
  'model_unreachable',
  'model_timeout',
  'model_invalid',
  'storage_failed',
]

function isRetryable(code: TurnErrorCode): boolean {
  return RETRYABLE.includes(code)
}

/** The error and what it was caused by, nearest first. A chain is short; a loop in it must not hold us. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let cause = error; cause !== undefined && cause !== null && causes.length < 8; cause = recordOf(cause)?.cause) {
    causes.push(cause)
  }
  return causes
}

function ownFailure(error: unknown): { code: TurnErrorCode; message: string } | undefined {
  if (isAppError(error)) return isTurnErrorCode(error.code) ? { code: error.code, message: error.message } : undefined
  const told = recordOf(error)
  if (told?.type !== OWN_ERROR || typeof told.message !== 'string') return undefined
  const code = told.code === 'model_truncated' ? 'model_invalid' : told.code
  return isTurnErrorCode(code) ? { code, message: told.message } : undefined
}

function isTurnErrorCode(code: unknown): code is TurnErrorCode {
  if (code === 'limit_reached' || code === 'unavailable') return true
  return Object.entries(statusOf).some(([known, status]) => known === code && status === 502)
}

/** An HTTP error of the SDK carries its status and body; one out of the stream is the provider's own object. */
function evidenceOf(error: unknown): Evidence | undefined {
  const told = recordOf(error)
  if (!told) return typeof error === 'string' ? { status: undefined, code: '', reason: error, headers: {} } : undefined
  const headers = recordOf(told.responseHeaders) ?? {}
  if (typeof told.statusCode === 'number' && (told.statusCode < 200 || told.statusCode > 299)) {
    const body = textOf(told.responseBody) ?? ''
    const json = parsedJson(body)
    const said = providerError({ error: Array.isArray(json) ? json[0] : json }) ?? undefined
    const inner = providerError(json) ?? said
    const reason =
      recordOf(json) || listOf(json).length > 0 ? (inner?.message ?? body) : body || (textOf(told.message) ?? '')
    return { status: told.statusCode, code: `${inner?.code ?? ''} ${inner?.type ?? ''}`, reason, headers }
  }
  if (error instanceof Error || typeof told.message !== 'string') return undefined
  const inner = providerError({ error: told })
  const status = recordOf(told.param)?.status
  return {
    status: typeof status === 'number' ? status : inner?.status,
    code: `${inner?.code ?? ''} ${inner?.type ?? ''}`,
    reason: told.message,
    headers,
  }
}

const QUOTA =
  /insufficient_quota|billing|insufficient[ _]balance|arrearage|exceeded your current quota|credit balance is too low|out of credits?|free allocation|余额不足|欠费/i
const RATE = /rate[ _-]?limit|too[ _]many[ _]requests|overloaded_error|throttl/i
const AUTH = /invalid[ _]api[ _]?key|authentication|unauthorized|permission[ _]denied/i

function codeOf({ status, code, reason }: Evidence): TurnErrorCode {
  const said = `${code} ${reason}`
  if (status === 402 || QUOTA.test(said)) return 'model_quota'
  if (/context_length_exceeded|exceed_context_size/.test(code)) return 'context_length'
  if (status === 429) return 'model_rate_limited'
  if (status === 401 || status === 403) return 'model_auth'
  if ((status === undefined || status < 500 || status === 500) && overflowsContext(reason)) return 'context_length'
  if (status === 413) return 'context_length'
  if (status === 408 || (status !== undefined && status >= 500)) return 'model_failed'
  if (status !== undefined) return 'model_rejected'
  if (RATE.test(said)) return 'model_rate_limited'
  if (AUTH.test(code)) return 'model_auth'
  if (/invalid_request/.test(code)) return 'model_rejected'
  return 'model_failed'
}

const SAID: Partial<Record<TurnErrorCode, [what: string, next: string]>> = {
  model_auth: [
    'The model’s provider refused the API key',
    'Check the key in the settings (or OKCVM_CHAT_API_KEY), and what it may use.',
  ],
  model_quota: ['The account at the model’s provider has no credit left', 'Add credit there, or choose another model.'],
  model_rate_limited: ['The model’s provider limits how often it may be asked', 'Wait a moment and try again.'],
  context_length: [
    'The conversation is longer than the model can read',
    'Start a new conversation, or choose a model with a longer context.',
  ],
  model_rejected: ['The model’s provider rejected the request', 'Check the settings of the model, then try again.'],
  model_failed: ['The model’s provider failed', 'Try again in a moment.'],
}

const NOT_FOUND =
  'Check the model’s name and address in the settings (or OKCVM_CHAT_MODEL and OKCVM_CHAT_BASE_URL, which often ends in /v1).'

function sentenceOf(code: TurnErrorCode, { status, reason }: Evidence): string {
  const [what, next] = SAID[code] ?? ['The model call failed', 'Try again.']
  const said = cleaned(reason)
  const number = status === undefined ? '' : ` (${status})`
  return `${what}${number}${said ? `: “${said}”.` : '.'} ${status === 404 ? NOT_FOUND : next}`
}

/** Nothing that a provider said: the SDK could not read it, the network broke, or our own code is wrong. */
function unreadable(causes: unknown[]): ModelFailure {
  const names = causes.map((cause) => String(recordOf(cause)?.name ?? ''))
  const messages = causes.map((cause) => String(recordOf(cause)?.message ?? '')).join(' ')
  if (names.includes('TimeoutError')) return failure('model_timeout', 'The model took too long to answer. Try again.')
  if (/ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|fetch failed|network connection lost|connection refused|dns/i.test(messages)) {
    return failure(
      'model_unreachable',
      'The model could not be reached. Check its address in the settings (or OKCVM_CHAT_BASE_URL), then try again.',
    )
  }
  if (names.some((name) => name.startsWith('AI_'))) {
    return failure('model_invalid', 'The model’s answer could not be read. Try again, or choose another model.')
  }
  return failure('internal', 'The model call failed for a reason of our own. Try again.')
}
