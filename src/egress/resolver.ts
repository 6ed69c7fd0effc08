import * as z from 'zod'
import { isPublicAddress } from './addresses'
import { problemOfName } from './destination'
import { failed, refused } from './failure'
import type { OperatorFetch } from './operator'

interface Parts {
  /** A DNS server that answers in JSON over HTTPS. */
  url: string
  fetch: OperatorFetch
  now: () => number
}

/** However long an answer says it holds: the shorter, the sooner a name that moved inside is noticed. */
const CACHE_MAX_MS = 60_000
const CACHE_MAX_NAMES = 500

const CNAME = 5
const KINDS = { A: 1, AAAA: 28 } as const
const NO_ERROR = 0
const NO_SUCH_NAME = 3

/** The JSON form that Cloudflare and Google answer in (developers.cloudflare.com/1.1.1.1/encryption/dns-over-https). */
const Answer = z.object({
  Status: z.number(),
  Answer: z.array(z.object({ type: z.number(), TTL: z.number().default(0), data: z.string() })).default([]),
})

type Records = z.infer<typeof Answer>['Answer']

/** Looks names up by DNS over HTTPS, and lets pass those alone whose every address is public. */
export class Resolver {
  readonly #passed = new Map<string, number>()

  constructor(private readonly parts: Parts) {}

  /** Throws egress_refused where any answer points inside or there is none, egress_failed where nobody answers. */
  async admit(host: string, own: readonly string[], signal: AbortSignal): Promise<void> {
    if ((this.#passed.get(host) ?? 0) > this.parts.now()) return
    this.#passed.delete(host)
    const answers = await Promise.all([this.#ask(host, 'A', signal), this.#ask(host, 'AAAA', signal)])
    const records = answers.flat()
    check(host, records, own)
    const ttl = Math.min(...records.map(({ TTL }) => TTL))
    this.#remember(host, Math.min(CACHE_MAX_MS, ttl * 1000))
  }

  async #ask(host: string, type: keyof typeof KINDS, signal: AbortSignal): Promise<Records> {
    const url = new URL(this.parts.url)
    url.searchParams.set('name', host)
    url.searchParams.set('type', type)
    const answer = await this.#read(url.href, signal).catch((cause: unknown) => {
      throw failed(
        `The name ${host} could not be looked up. Try again, or name another server in OKCVM_DOH_URL.`,
        cause,
      )
    })
    if (answer.Status === NO_SUCH_NAME) return []
    if (answer.Status === NO_ERROR) return answer.Answer
    throw failed(`The name ${host} could not be looked up (DNS answered ${answer.Status}). Check it, or try again.`)
  }

  async #read(url: string, signal: AbortSignal): Promise<z.infer<typeof Answer>> {
    const response = await this.parts.fetch(url, { headers: { accept: 'application/dns-json' }, signal })
    if (response.ok) return Answer.parse(await response.json())
    await response.body?.cancel()
    throw new Error(`The DNS server answered ${response.status}.`)
  }

  #remember(host: string, forMs: number): void {
    if (forMs <= 0) return
    // The map keeps the order of insertion, so its first key is the oldest.
    const [oldest] = this.#passed.keys()
    if (this.#passed.size >= CACHE_MAX_NAMES && oldest !== undefined) this.#passed.delete(oldest)
    this.#passed.set(host, this.parts.now() + forMs)
  }
}

function check(host: string, records: Records, own: readonly string[]): void {
  const what = `The request to ${host}`
  for (const { data } of records.filter(({ type }) => type === CNAME)) {
    const problem = problemOfName(data.toLowerCase().replace(/\.$/, ''), own)
    // That name is left out: whoever keeps the zone chose its words, and no refusal marks the conversation.
    if (problem) throw refused(what, `it stands for another name, and ${problem}`)
  }
  const addresses = records.filter(({ type }) => type === KINDS.A || type === KINDS.AAAA)
  if (addresses.length === 0) throw refused(what, 'there is no such name, or it has no address')
  if (!addresses.every(({ data }) => isPublicAddress(data))) {
    throw refused(what, 'the name leads to an address that is not on the public internet')
  }
}
