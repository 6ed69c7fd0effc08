import { type Effect, type OutsideRequest, type OutsideWorld, ToolError } from '../agent/tool'
import type { Egress, Watch } from '../egress/egress'
import type { Gate } from './gate'

interface Place {
  egress: Egress
  effect: Effect
  /** Under which OKCVM was reached for this turn. */
  ownHost: string | null
  gate: Pick<Gate, 'admit' | 'admitUnasked' | 'received'>
  /** Writes into the ledger that the call has been outside, so that it is never silently repeated (I7). */
  goOutside: () => void
  /** Aborts when the turn stops. */
  signal: AbortSignal
}

/** The outside world as one call sees it: every request of a tool passes here, and each redirect again. */
export class CallEgress implements OutsideWorld {
  #effect: Effect
  #isSpent = false

  constructor(private readonly place: Place) {
    this.#effect = place.effect
  }

  /** Whether the call has done outside what cannot be undone, so that it does not run again. */
  get isSpent(): boolean {
    return this.#isSpent
  }

  async fetch(url: string, request: OutsideRequest = {}): Promise<Response> {
    const { egress, gate, ownHost, signal: turn } = this.place
    const signal = request.signal ? AbortSignal.any([request.signal, turn]) : turn
    let left = false
    const watch: Watch = {
      ownHosts: ownHost === null ? [] : [ownHost],
      admit: (outgoing) => {
        const asked = { kind: 'request', hosts: [outgoing.host], summary: summaryOf(outgoing, request.body) } as const
        return request.isOptional === true ? gate.admitUnasked(asked) : gate.admit(asked)
      },
      leaving: ({ method }) => {
        left = true
        this.#goOutside(method)
      },
      failure: (error) => new ToolError(error.message, { cause: error }),
    }
    try {
      return await egress.fetch(url, { ...request, signal }, watch)
    } finally {
      // A failure speaks of outside too: a redirect's host is whatever the other side wrote.
      if (left) gate.received()
    }
  }

  /** The output gate holds the request until the row is on disk. */
  #goOutside(method: string): void {
    const repeatable = this.#effect === 'none' && (method === 'GET' || method === 'HEAD')
    if (repeatable || this.#effect === 'keyed') return
    this.#isSpent = true
    if (this.#effect === 'outside') return
    this.place.goOutside()
    this.#effect = 'outside'
  }
}

const URL_CHARS = 300
const BODY_CHARS = 200

/** For the person, who decides whether it may leave. */
function summaryOf({ url, method }: { url: URL; method: string }, body: OutsideRequest['body']): string {
  const line = `${method} ${cut(url.href, URL_CHARS)}`
  if (method === 'GET' || method === 'HEAD' || !body) return line
  return typeof body === 'string' || body instanceof URLSearchParams
    ? `${line}\n${cut(body.toString(), BODY_CHARS)}`
    : line
}

function cut(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars)}…` : text
}
