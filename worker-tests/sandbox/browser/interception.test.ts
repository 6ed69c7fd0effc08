import { expect, test } from 'vitest'
import type { OutsideRequest } from '../../../src/agent/tool'
import type { Devtools, DevtoolsEvent } from '../../../src/sandbox/browser/chrome/devtools'
import { Interception } from '../../../src/sandbox/browser/chrome/interception'

const COOKIES = ['Strict', 'Lax', 'None'].map((sameSite) => ({
  name: sameSite.toLowerCase(),
  value: '1',
  domain: 'bank.test',
  path: '/',
  expires: -1,
  httpOnly: true,
  secure: true,
  sameSite,
}))

interface Asked {
  method?: string
  headers?: Record<string, string>
  resourceType?: string
  /** Whether it is the address that the model gave. */
  isTyped?: boolean
  /** The page that the tab shows. */
  page?: string
}

/** The cookies that a request of a tab's to bank.test carries. */
async function sentWith({ method = 'GET', headers = {}, resourceType = 'Document', isTyped, page }: Asked) {
  let pause: (event: DevtoolsEvent) => void = () => {}
  const sent = Promise.withResolvers<string | null>()
  const devtools = {
    listen: (listener: typeof pause) => {
      pause = listener
    },
    send: async () => ({ cookies: COOKIES }),
    tell: async () => {},
  } as unknown as Devtools
  const requests = new Interception({
    devtools,
    frameId: 'main',
    now: () => 0,
    arrived: async () => ({ draw: true, body: new Uint8Array() }),
    egress: {
      fetch: async (_: string, request: OutsideRequest = {}) => {
        sent.resolve(new Headers(request.headers).get('cookie'))
        return new Response('')
      },
    },
  })
  if (isTyped) requests.expectTyped()
  if (page) requests.standsAt(new URL(page))
  const request = { url: 'https://bank.test/pay', method, headers }
  pause({
    method: 'Fetch.requestPaused',
    params: { requestId: '1', frameId: 'main', resourceType, request },
    target: '',
  })
  return sent.promise
}

const ALL = 'strict=1; lax=1; none=1'

test.each<[string, Asked, string]>([
  ['an address that the model gave', { isTyped: true }, ALL],
  ['a link of its own site', { headers: { referer: 'https://bank.test/' } }, ALL],
  ['a form of its own site', { method: 'POST', headers: { origin: 'https://bank.test' } }, ALL],
  ['a link of another site', { headers: { referer: 'https://evil.test/' } }, 'lax=1; none=1'],
  ['a link that hides where it stands', {}, 'lax=1; none=1'],
  ['a form that hides where it stands', { method: 'POST', headers: { origin: 'null' } }, 'none=1'],
  ['a form that hides that it is its own', { method: 'POST', page: 'https://bank.test/' }, ALL],
  ['a form that hides that it is not', { method: 'POST', page: 'https://evil.test/' }, 'none=1'],
  ['a picture that hides where it stands', { resourceType: 'Image' }, 'none=1'],
])('%s takes the cookies along that are meant for it', async (_, asked, cookies) => {
  expect(await sentWith(asked)).toBe(cookies)
})
