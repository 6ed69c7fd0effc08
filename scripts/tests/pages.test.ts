import { expect, test } from 'vitest'
import { allowSites } from '../../console/pages/allow-sites.js'
import { passOn } from '../../console/pages/pass-on.js'

const POLICY = "default-src 'none'; frame-src 'self'; base-uri 'none'"

test('a request to Pages reaches the Worker as it came, its address and Origin included', async () => {
  const asked: Request[] = []
  const worker = { fetch: async (request: Request) => Response.json(asked.push(request), { status: 202 }) }
  const request = new Request('https://console.pages.dev/api/conversations?a=1', {
    method: 'POST',
    headers: { origin: 'https://evil.example', cookie: '__Host-okc=a' },
    body: '{}',
  })
  const answer = await passOn({ request, env: { OKCVM: worker } })
  expect(answer.status).toBe(202)
  expect(asked).toEqual([request])
})

test('the console on Pages may frame sites where they have a host of their own, and nothing else', () => {
  const page = () => new Response('console', { headers: { 'content-security-policy': POLICY } })
  const policyOf = (answer: Response) => answer.headers.get('content-security-policy')
  expect(policyOf(allowSites(page(), undefined))).toBe(POLICY)
  expect(policyOf(allowSites(page(), 'sites.example'))).toBe(
    "default-src 'none'; frame-src https://*.sites.example; base-uri 'none'",
  )
  const fromWorker = Response.json({})
  expect(allowSites(fromWorker, 'sites.example')).toBe(fromWorker)
})
