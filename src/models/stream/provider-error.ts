import { countOf, listOf, recordOf, textOf } from '../json'

/** An error as the provider told it, mid-stream or in the body of an HTTP error. */
export interface ProviderError {
  message: string
  code: string | undefined
  type: string | undefined
  /** An HTTP status in the error itself. */
  status: number | undefined
}

/** The error in a JSON body or chunk, in any of the shapes that are about; undefined where it is none. */
export function providerError(value: unknown): ProviderError | undefined {
  const body = recordOf(Array.isArray(value) ? value[0] : value)
  if (!body) return undefined
  const choice = recordOf(listOf(body.choices)[0])
  const nested = body.error || choice?.error || listOf(body.errors)[0]
  if (nested) return described(nested)
  if (Array.isArray(body.choices) || 'response' in body) return undefined
  const isSaid = body.object === 'error' || body.type === 'error' || hasCode(body) || 'detail' in body
  return isSaid && messageOf(body) !== undefined ? described(body) : undefined
}

function described(value: unknown): ProviderError {
  const error = recordOf(value)
  if (!error) return { message: String(value), code: undefined, type: undefined, status: undefined }
  const codes = [error.code, error.error_code, error.status].map((code) => (Number(code) ? Number(code) : code))
  return {
    message: messageOf(error) ?? JSON.stringify(error),
    code: codes.map(textOf).find((code) => code !== undefined),
    type: textOf(error.type),
    status: codes.map(countOf).find((code) => code !== undefined && code >= 400 && code <= 599),
  }
}

function hasCode(body: Record<string, unknown>): boolean {
  const code = body.code ?? body.error_code ?? body.status
  return (typeof code === 'string' || typeof code === 'number') && ![0, 200, '0', '200', 'ok', ''].includes(code)
}

function messageOf(error: Record<string, unknown>): string | undefined {
  const nested = recordOf(listOf(error.detail)[0])?.msg ?? recordOf(error.error)?.message
  const places = [
    error.message,
    error.msg,
    error.error_msg,
    error.error_message,
    error.detail,
    error.description,
    nested,
    error.error,
  ]
  return places.map(textOf).find((text) => text !== undefined)
}
