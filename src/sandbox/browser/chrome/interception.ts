import * as z from 'zod'
import { type OutsideWorld, ToolError } from '../../../agent/tool'
import { CookieJar } from '../cookie-jar'
import { chromeCookies, cookiesOf } from './chrome-cookies'
import { ChromeLost, type Devtools, DevtoolsError } from './devtools'

const Paused = z.object({
  requestId: z.string(),
  request: z.object({
    url: z.string(),
    method: z.string(),
    headers: z.record(z.string(), z.string()),
    postDataEntries: z.array(z.object({ bytes: z.string().optional() })).optional(),
    hasPostData: z.boolean().optional(),
  }),
  frameId: z.string(),
  resourceType: z.string(),
})
type Paused = z.infer<typeof Paused>

export interface InterceptionPlace {
  devtools: Devtools
  /** The main frame of the tab has the id of its target. */
  frameId: string
  egress: OutsideWorld
  now: () => number
  /** The answer for the tab's own page: true where it is to be drawn, false where it was taken as something else. */
  arrived(response: Response, url: URL): Promise<{ draw: boolean; body: Uint8Array }>
}

/** What a page does not need to be read, or what never ends. */
const LEFT_OUT = new Set([
  'Media',
  'Font',
  'Ping',
  'CSPViolationReport',
  'Prefetch',
  'EventSource',
  'WebSocket',
  'SignedExchange',
])

/** Of one call: a Worker may make only so many requests for one of its own. */
const REQUESTS_MAX = 150
const PART_MAX_BYTES = 8_000_000
const REDIRECTS_MAX = 5

/** Does not go on: they speak of the bytes on the line, or of other ways out. */
const OWN_HEADERS =
  /^(?:content-encoding|content-length|transfer-encoding|connection|keep-alive|alt-svc|report-to|nel|set-cookie)$/i

/** No site at all, and so another than any. */
const NOWHERE = new URL('about:blank')

/** Answers every request of a tab, and of what is in it, through egress. Chrome itself reaches nothing. */
export class Interception {
  #pending = 0
  #requests = 0
  #redirects = 0
  #isTyped = false
  /** What stands in the tab's main frame, as long as nothing else came. */
  #page = NOWHERE
  #lastAt: number
  #problem: unknown

  constructor(private readonly place: InterceptionPlace) {
    this.#lastAt = place.now()
    place.devtools.listen(({ method, params, target }) => {
      if (method === 'Fetch.requestPaused') void this.#answer(Paused.parse(params), target)
    })
  }

  /** The next page is one that nobody led to: the model gave its address. */
  expectTyped(): void {
    this.#isTyped = true
  }

  /** Which page the tab shows, and so whose its requests are. */
  standsAt(page: URL): void {
    this.#page = page
  }

  /** How long nothing has been on its way; 0 while something is. */
  get quietMs(): number {
    return this.#pending > 0 ? 0 : this.place.now() - this.#lastAt
  }

  /** Throws what kept the page itself from coming, and what nobody here knows how to take. */
  throwProblem(): void {
    if (this.#problem !== undefined) throw this.#problem
  }

  async #answer(paused: Paused, target: string | undefined): Promise<void> {
    this.#pending++
    try {
      await this.#fulfill(paused, target)
    } catch (error) {
      const isPage = this.#isPage(paused)
      if (isPage || !isExpected(error)) this.#problem ??= error
      await this.#refuse(paused, target)
    } finally {
      this.#pending--
      this.#lastAt = this.place.now()
    }
  }

  async #fulfill(paused: Paused, target: string | undefined): Promise<void> {
    const { devtools, egress } = this.place
    const { requestId, request, resourceType } = paused
    const isPage = this.#isPage(paused)
    const url = new URL(request.url)
    if (!/^https?:$/.test(url.protocol)) return devtools.tell('Fetch.continueRequest', { requestId }, target)
    if (LEFT_OUT.has(resourceType) || (!isPage && ++this.#requests > REQUESTS_MAX)) return this.#refuse(paused, target)
    const body = bodyOf(request.postDataEntries)
    const response = await egress.fetch(request.url, {
      method: request.method,
      headers: await this.#headersFor(paused, url, target),
      ...(body ? { body } : {}),
      redirect: 'manual',
      ...(isPage ? {} : { maxBytes: PART_MAX_BYTES, isOptional: true }),
    })
    const isRedirect = response.status >= 300 && response.status < 400 && response.headers.has('location')
    if (isPage && isRedirect && ++this.#redirects > REDIRECTS_MAX) {
      await response.body?.cancel()
      throw new ToolError(`${url.host} redirected more than ${REDIRECTS_MAX} times. Try another address.`)
    }
    if (isPage) this.#page = NOWHERE
    const { draw, body: bytes } =
      isPage && !isRedirect ? await this.place.arrived(response, url) : { draw: true, body: await response.bytes() }
    if (!draw) return devtools.tell('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, target)
    const responseHeaders = [
      ...[...response.headers].filter(([name]) => !OWN_HEADERS.test(name)),
      ...response.headers.getSetCookie().map((cookie) => ['set-cookie', cookie] as const),
    ].map(([name, value]) => ({ name, value }))
    await devtools.tell(
      'Fetch.fulfillRequest',
      { requestId, responseCode: response.status, responseHeaders, body: bytes.toBase64() },
      target,
    )
  }

  /** What Chrome would send, and the cookies, which it adds too late for us to see. */
  async #headersFor(paused: Paused, url: URL, target: string | undefined): Promise<Headers> {
    const headers = new Headers(paused.request.headers)
    const { cookies } = await this.place.devtools.send(
      'Network.getCookies',
      { urls: [url.href] },
      {
        ...(target === undefined ? {} : { target }),
        reply: chromeCookies,
      },
    )
    const now = this.place.now()
    const isPage = this.#isPage(paused)
    const from = URL.parse(headers.get('referer') ?? headers.get('origin') ?? '') ?? this.#hiddenFrom(paused)
    // Another site's picture or script gets none but what was meant for that.
    const method = isPage ? paused.request.method : 'PART'
    const cookie = new CookieJar(cookiesOf(cookies, now), () => now).headerFor({ url, method, from })
    if (cookie !== undefined) headers.set('cookie', cookie)
    return headers
  }

  /** A page may hide where its requests come from (`no-referrer`): they are its own where it is known, else of no site. */
  #hiddenFrom(paused: Paused): URL | undefined {
    if (this.#isTyped && this.#isPage(paused)) {
      this.#isTyped = false
      return undefined
    }
    return paused.frameId === this.place.frameId ? this.#page : NOWHERE
  }

  async #refuse({ requestId }: Paused, target: string | undefined): Promise<void> {
    try {
      await this.place.devtools.tell('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }, target)
    } catch (error) {
      // The page may have dropped the request, or the browser may be gone: the call hears of that elsewhere.
      if (!isExpected(error)) throw error
    }
  }

  #isPage({ resourceType, frameId }: Paused): boolean {
    return resourceType === 'Document' && frameId === this.place.frameId
  }
}

/** A part that did not come leaves a page that can be read all the same. */
function isExpected(error: unknown): boolean {
  return error instanceof ToolError || error instanceof DevtoolsError || error instanceof ChromeLost
}

function bodyOf(entries: Paused['request']['postDataEntries']): Uint8Array | undefined {
  if (!entries || entries.length === 0) return undefined
  const parts = entries.map(({ bytes = '' }) => Uint8Array.fromBase64(bytes))
  const body = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  return body
}
