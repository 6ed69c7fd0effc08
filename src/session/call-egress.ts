import { type Effect, type OutsideRequest, type OutsideWorld, ToolError } from '../agent/tool'
import type { Egress, Watch } from '../egress/egress'

interface Place {
  egress: Egress
  effect: Effect
  /** Under which OKCVM was reached for this turn. */
  ownHost: string | null
  /** Writes into the ledger that the call has been outside, so that it is never silently repeated (I7). */
  goOutside: () => void
  /** Aborts when the turn stops. */
  signal: AbortSignal
}

/** The outside world as one call sees it: every request of a tool passes here, and each redirect again. */
export class CallEgress implements OutsideWorld {
  #effect: Effect

  readonly #watch: Watch

  constructor(private readonly place: Place) {
    this.#effect = place.effect
    this.#watch = {
      ownHosts: place.ownHost === null ? [] : [place.ownHost],
      leaving: ({ method }) => this.#goOutside(method),
      failure: (error) => new ToolError(error.message, { cause: error }),
    }
  }

  fetch(url: string, request: OutsideRequest = {}): Promise<Response> {
    const { signal: turn } = this.place
    const signal = request.signal ? AbortSignal.any([request.signal, turn]) : turn
    return this.place.egress.fetch(url, { ...request, signal }, this.#watch)
  }

  /** The output gate holds the request until the row is on disk. */
  #goOutside(method: string): void {
    const repeatable = this.#effect === 'none' && (method === 'GET' || method === 'HEAD')
    if (repeatable || this.#effect === 'keyed' || this.#effect === 'outside') return
    this.place.goOutside()
    this.#effect = 'outside'
  }
}
