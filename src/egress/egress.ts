import type { Config, Env } from '../env'
import { answerOf, tooLarge } from './answer'
import { destinationOf } from './destination'
import { failed, isEgressFailure, refused } from './failure'
import { operatorFetch } from './operator'
import { type Outgoing, type OutgoingBody, outgoing } from './outgoing'
import { locationOf, redirected } from './redirect'
import { Resolver } from './resolver'
import { TimeLimit } from './time-limit'

export interface EgressRequest {
  /** GET unless told. */
  method?: string
  /** Credentials among them reach the first origin alone. */
  headers?: HeadersInit
  body?: OutgoingBody
  /** `manual`: a redirect is the answer, and whoever asks follows it by another request; `follow` unless told. */
  redirect?: 'follow' | 'manual'
  signal?: AbortSignal
  /** 20,000,000 unless told; counted after decompression. */
  maxBytes?: number
  /** Over redirects and body together; 30,000 unless told. */
  timeoutMs?: number
}

/** What the one who asks adds to a request; each function is called again for every redirect. */
export interface Watch {
  /** Further hosts under which this deployment answers. */
  ownHosts?: readonly string[]
  /** Before anything leaves, even the question to DNS, which carries the name. Throws to refuse. */
  admit?(outgoing: Pick<Outgoing, 'url' | 'host' | 'method'>): void | Promise<void>
  /** Just before the request itself leaves. */
  leaving?(outgoing: Pick<Outgoing, 'url' | 'host' | 'method'>): void | Promise<void>
  /** What egress_refused and egress_failed turn into. */
  failure?(error: Error): unknown
}

export interface Egress {
  /**
   * The one way to a URL that a model, a file or a person supplied. `response.url` is where the answer came from.
   * Throws egress_refused where the guard says no, egress_failed where nothing good came back; the body fails likewise
   * where it is too large or too slow.
   */
  fetch(url: string, request?: EgressRequest, watch?: Watch): Promise<Response>
}

const MAX_REDIRECTS = 5
const MAX_BYTES = 20_000_000
const TIMEOUT_MS = 30_000

export function createEgress({ config, env }: { config: Config; env: Pick<Env, 'OPERATOR_NETWORK'> }): Egress {
  const resolver = new Resolver({ url: config.egress.dohUrl, fetch: operatorFetch(env), now: () => Date.now() })
  return { fetch: (url, request = {}, watch = {}) => new Journey({ resolver, config, request, watch }).start(url) }
}

interface Parts {
  resolver: Resolver
  config: Config
  request: EgressRequest
  watch: Watch
}

/** One request with all its redirects. */
class Journey {
  readonly #limit: TimeLimit
  readonly #own: readonly string[]

  constructor(private readonly parts: Parts) {
    const { config, request, watch } = parts
    this.#limit = new TimeLimit(request.signal, request.timeoutMs ?? TIMEOUT_MS)
    this.#own = [...config.egress.ownHosts, ...(watch.ownHosts ?? [])]
  }

  async start(url: string): Promise<Response> {
    const { request } = this.parts
    const { maxBytes = MAX_BYTES } = request
    const failure = (error: unknown) => this.#failure(error)
    try {
      const { response, from } = await this.#follow(outgoing(destinationOf(url, this.#own), request))
      const saidBytes = from.method === 'HEAD' ? 0 : Number(response.headers.get('content-length'))
      if (saidBytes > maxBytes) {
        await response.body?.cancel()
        throw tooLarge(maxBytes)
      }
      return answerOf(response, from.url.href, { maxBytes, limit: this.#limit, failure })
    } catch (error) {
      this.#limit.end()
      throw failure(error)
    }
  }

  async #follow(first: Outgoing): Promise<{ response: Response; from: Outgoing }> {
    let next = first
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#send(next)
      const location = locationOf(response, next.url)
      if (location === undefined || this.parts.request.redirect === 'manual') return { response, from: next }
      await response.body?.cancel()
      next = redirected(next, destinationOf(location, this.#own), response.status)
    }
    throw refused(`The request to ${first.host}`, `it was redirected more than ${MAX_REDIRECTS} times`)
  }

  async #send(request: Outgoing): Promise<Response> {
    const { url, host, method, headers, body, needsLookup } = request
    const { resolver, watch } = this.parts
    const { signal } = this.#limit
    await watch.admit?.({ url, host, method })
    if (needsLookup) await this.#limit.wait(resolver.admit(host, this.#own, signal))
    await watch.leaving?.({ url, host, method })
    signal.throwIfAborted()
    const init = { method, headers, body, signal, redirect: 'manual' as const }
    return this.#limit.wait(fetch(url.href, init)).catch((cause: unknown) => {
      throw failed(
        `${host} could not be reached, or broke the connection. Check the address, or try again later.`,
        cause,
      )
    })
  }

  /** What ended it first: the caller, the clock, or the failure itself. A watch's own errors pass as they are. */
  #failure(error: unknown): unknown {
    const { signal } = this.#limit
    const first: unknown = signal.aborted ? signal.reason : error
    const { failure = (same: Error) => same } = this.parts.watch
    return isEgressFailure(first) ? failure(first) : first
  }
}
