import { AppError, isAppError } from '../../errors'

/** How long a model may keep us waiting. Any byte counts, a comment line of the stream too. */
export interface Patience {
  firstByteMs: number
  betweenBytesMs: number
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/**
 * A fetch that waits only so long for the first byte of the body and between bytes, and that closes the connection
 * at once when the caller aborts, also while the body is being read. Throws the caller's abort as it is, a timeout as
 * model_timeout and a broken connection as model_unreachable.
 */
export function patientFetch(fetch: Fetch, patience: Patience): Fetch {
  return async (input, init = {}) => {
    const call = new Call(init.signal ?? undefined)
    call.allow(patience.firstByteMs, 'first byte')
    try {
      const response = await call.wait(fetch(input, { ...init, signal: call.signal }), (late) => late.body?.cancel())
      return response.body ? call.watch(response, response.body, patience.betweenBytesMs) : call.end(response)
    } catch (error) {
      throw call.failure(error)
    }
  }
}

/** One request: its connection, its clock, and the caller who may give up. */
class Call {
  readonly #connection = new AbortController()
  readonly #hangUp = () => this.#connection.abort(abortError(this.caller))
  #timer: number | null = null

  constructor(private readonly caller: AbortSignal | undefined) {
    caller?.addEventListener('abort', this.#hangUp, { once: true })
    if (caller?.aborted) this.#hangUp()
  }

  get signal(): AbortSignal {
    return this.#connection.signal
  }

  allow(ms: number, what: string): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#connection.abort(timeoutError(ms, what)), ms)
  }

  /** Rejects at the abort, even where `pending` takes no notice of it; what comes later goes to `discard`. */
  wait<T>(pending: Promise<T>, discard?: (late: T) => unknown): Promise<T> {
    const { signal } = this
    return new Promise((resolve, reject) => {
      const abort = () => {
        pending.then((late) => discard?.(late)).catch(() => {}) // the abort is what the caller hears
        reject(signal.reason)
      }
      if (signal.aborted) return abort()
      signal.addEventListener('abort', abort, { once: true })
      pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    })
  }

  watch(response: Response, body: ReadableStream<Uint8Array>, betweenBytesMs: number): Response {
    const reader = body.getReader()
    let begun = false
    const watched = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (begun) this.allow(betweenBytesMs, 'next byte')
          try {
            const { done, value } = await this.wait(reader.read())
            begun ||= done || value.byteLength > 0
            if (begun) clearTimeout(this.#timer)
            if (!done) return controller.enqueue(value)
            this.end(response)
            controller.close()
          } catch (error) {
            controller.error(this.failure(error))
            reader.cancel(error).catch(() => {}) // it may have failed already
          }
        },
        cancel: async (reason) => {
          this.end(response)
          await reader.cancel(reason).catch(() => {})
          this.#connection.abort(reason)
        },
      },
      { highWaterMark: 0 },
    )
    const { status, statusText, headers } = response
    return new Response(watched, { status, statusText, headers })
  }

  end(response: Response): Response {
    clearTimeout(this.#timer)
    this.caller?.removeEventListener('abort', this.#hangUp)
    return response
  }

  failure(error: unknown): unknown {
    clearTimeout(this.#timer)
    this.caller?.removeEventListener('abort', this.#hangUp)
    if (this.signal.aborted) return this.signal.reason
    if (isAppError(error)) return error // the way out has said why already
    return new AppError('model_unreachable', UNREACHABLE, { cause: error })
  }
}

const UNREACHABLE =
  'The model could not be reached, or the connection to it broke. Check its address in the settings (or OKCVM_CHAT_BASE_URL) and that the model runs, then try again.'

function timeoutError(ms: number, what: string): AppError {
  const setting = what === 'first byte' ? 'OKCVM_FIRST_BYTE_SECONDS' : 'OKCVM_BETWEEN_BYTES_SECONDS'
  return new AppError(
    'model_timeout',
    `The model sent nothing for ${ms / 1000} s (waiting for the ${what}). Try again, or raise ${setting}.`,
  )
}

/** The SDK passes an error on as it is only where its name says abort. */
function abortError(caller: AbortSignal | undefined): unknown {
  const reason: unknown = caller?.reason
  if (reason instanceof Error && reason.name === 'AbortError') return reason
  return new DOMException('The request was stopped.', 'AbortError')
}
