export interface Internet {
  /** Requests that left for a host, in order. */
  requests: { url: string; method: string; headers: Headers; body: string }[]
  /** Names that DNS was asked for, in order, A and AAAA counted as one. */
  questions: string[]
  /** What the outside world answers to a request that left the Worker. */
  answer(request: Request): Promise<Response>
}

export interface Site {
  /** What DNS says of it, at each lookup anew; 93.184.215.14 unless told. A name among them is a CNAME. */
  addresses?: readonly string[] | ((earlierLookups: number) => readonly string[])
  /** What the DNS server answers instead, whatever it is. */
  dns?: () => Response
  /** Seconds that DNS lets its answer hold; 0 unless told. */
  ttl?: number
  answer?: (request: Request) => Response | Promise<Response>
}

const PUBLIC = ['93.184.215.14']

/**
 * An outside world of a few hosts, with DNS over HTTPS for them. Whatever reaches another host is answered too, so that a
 * guard that lets it pass is seen in `requests`.
 */
export function internet(sites: Record<string, Site>): Internet {
  const requests: Internet['requests'] = []
  const questions: string[] = []
  const asked: string[] = []
  return {
    requests,
    questions,
    async answer(request) {
      const url = new URL(request.url)
      if (url.hostname === 'cloudflare-dns.com') {
        const [name, type] = [url.searchParams.get('name') ?? '', url.searchParams.get('type') ?? '']
        if (type === 'A') questions.push(name)
        const earlier = asked.filter((question) => question === `${type} ${name}`).length
        asked.push(`${type} ${name}`)
        return sites[name]?.dns?.() ?? dnsAnswer(sites[name], type, earlier)
      }
      const { method, headers } = request
      requests.push({ url: request.url, method, headers: new Headers(headers), body: await request.clone().text() })
      return (await sites[url.hostname]?.answer?.(request)) ?? new Response(`Hello from ${url.hostname}`)
    },
  }
}

function dnsAnswer(site: Site | undefined, type: string, earlier: number): Response {
  if (!site) return Response.json({ Status: 3 })
  const { addresses = PUBLIC, ttl = 0 } = site
  const records = (typeof addresses === 'function' ? addresses(earlier) : addresses).flatMap((data) => {
    const kind = kindOf(data)
    return kind === 'CNAME' || kind === type ? [{ name: 'x', type: KINDS[kind], TTL: ttl, data }] : []
  })
  return Response.json({ Status: 0, Answer: records })
}

const KINDS = { A: 1, AAAA: 28, CNAME: 5 } as const

function kindOf(data: string): keyof typeof KINDS {
  if (data.includes(':')) return 'AAAA'
  return /^[\d.]+$/.test(data) ? 'A' : 'CNAME'
}
