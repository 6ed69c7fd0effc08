import { failed } from './failure'

/** One clock over a request, its redirects and its body. */
export class TimeLimit {
  readonly #controller = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #leave = () => this.#controller.abort(this.caller?.reason)

  constructor(
    private readonly caller: AbortSignal | undefined,
    ms: number,
  ) {
    const late = () => failed(`The answer took longer than ${ms / 1000} s. Ask for less, or try again later.`)
    this.#timer = setTimeout(() => this.#controller.abort(late()), ms)
    caller?.addEventListener('abort', this.#leave, { once: true })
    if (caller?.aborted) this.#leave()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.caller?.removeEventListener('abort', this.#leave)
  }

  /** Rejects when time is up, even where `pending` takes no notice. */
  wait<T>(pending: Promise<T>): Promise<T> {
    const { signal } = this
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason)
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { once: true })
      pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    })
  }
}
