import { env } from 'cloudflare:workers'
import { afterEach, expect, test } from 'vitest'
import { Chrome } from '../../../../src/sandbox/browser/chrome/chrome'
import type { Browsing, MakeBrowser } from '../../../support/browsing'
import { browsing } from '../../../support/browsing'
import { browserContract } from '../contract'
import { answerOfDrawn, OTHER } from './drawn-site'

let pictures = 0

function binding(): Fetcher {
  if (env.BROWSER) return env.BROWSER
  throw new Error('Run this by `npm run test:browser-engine`, which gives the tests a browser binding.')
}

/** A Chrome behind the browser binding, as Browser Rendering gives it. */
const chrome: MakeBrowser = (place) =>
  new Chrome({ ...place, binding: binding(), screenshotPath: `tool-output/${++pictures}.jpg` })

/** Chromes outlive calls, but not a test. */
async function endChromes(): Promise<void> {
  for (let open = await chromes(); open.length > 0; open = await chromes()) {
    for (const id of open) await binding().fetch(`https://x.invalid/v1/devtools/browser/${id}`, { method: 'DELETE' })
  }
}

async function chromes(): Promise<string[]> {
  const response = await binding().fetch('https://x.invalid/v1/sessions')
  const { sessions } = await response.json<{ sessions: { sessionId: string }[] }>()
  return sessions.map(({ sessionId }) => sessionId)
}

afterEach(endChromes)

browserContract('Chrome', chrome)

const SITE = 'https://drawn.test'
const answer = answerOfDrawn(String(env.TEST_LISTENER))
const sites = {
  'drawn.test': { answer },
  [OTHER]: { answer },
  'inside.test': { addresses: ['192.168.1.1'] },
  'leak.test': {},
}

const drawn = (name: string, act: (test: Browsing) => Promise<void>, make = chrome) =>
  test(`Chrome: ${name}`, () => browsing(make, sites, act), 30_000)

const at = (path: string) => ({ citation_id: 1, url: SITE + path })

drawn('a page that a script draws is read, and what only a script makes a button works', async ({ call, place }) => {
  const { text, preview } = await call('visit', at('/list'))
  expect(text).toContain('Ada\n\nGrace')
  expect(text).toContain('[1 button: More]')
  if (preview.kind !== 'page') throw new Error('It is no page.')
  const path = preview.screenshot ?? ''
  expect([...((await place.workspace.open(path)?.bytes()) ?? [])].slice(0, 3)).toEqual([0xff, 0xd8, 0xff])
  const { attachmentId = '' } = preview.attachment ?? {}
  expect(place.workspace.locateAttachment(attachmentId)?.entry).toMatchObject({ type: 'image/jpeg' })
  expect((await call('click', { ...at('/list'), element_index: 1 })).text.match(/Ada/g)).toHaveLength(2)
})

drawn('cookies that a script makes are sent, and known to a later browser', async ({ call }) => {
  await call('visit', at('/cookie'))
  expect((await call('click', { ...at('/cookie'), element_index: 1 })).text).toContain('cookies: made=by-script')
  await endChromes()
  expect((await call('visit', at('/shown'))).text).toContain('cookies: made=by-script')
})

drawn('a field that a framework watches hears of what is written', async ({ call }) => {
  await call('visit', at('/framework'))
  const { text } = await call('input', { ...at('/framework'), element_index: 1, content: 'Ada' })
  expect(text).toContain('Hello Ada')
})

drawn('what nobody sees is not read, and what stands in shadow is', async ({ call }) => {
  const { text } = await call('visit', at('/unseen'))
  expect(text).toContain('Seen')
  expect(text).not.toMatch(/Ghost|Trap/)
  expect((await call('visit', at('/shadow'))).text).toMatch(/Card[\s\S]*Slotted[\s\S]*\[1 In shadow\]/)
})

drawn('what would open a window opens in its place, and questions are answered with no', async ({ call }) => {
  await call('visit', at('/windows'))
  const asked = await call('click', { ...at('/windows'), element_index: 3 })
  expect(asked.text).toContain('Citation 1: no')
  expect(asked.text).toContain('The page said: "Hi there".')
  expect(asked.text).toContain('The page said: "Sure?", which was answered with no.')
  expect((await call('click', { ...at('/windows'), element_index: 2 })).text).toContain('Seen')
  await call('visit', at('/windows'))
  expect((await call('click', { ...at('/windows'), element_index: 1 })).text).toContain('Grace')
})

// Whoever runs this also listens on this machine, and fails the run where a page got there.
drawn('a page finds no way out but by the guard', async ({ call, world }) => {
  const { text } = await call('visit', { citation_id: 1, url: 'http://drawn.test/ways-out' })
  expect(text).toContain('Citation 1: got out by: nothing')
  const hosts = new Set(world.requests.map(({ url }) => new URL(url).hostname))
  expect([...hosts].sort()).toEqual(['drawn.test', OTHER])
  expect(world.questions).not.toContain('leak.test')
})

drawn('after its browser has ended a page is opened again before anything is done on it', async ({ call }) => {
  await call('visit', at('/list'))
  await endChromes()
  const again = await call('click', { ...at('/list'), element_index: 1 })
  expect(again.text).toContain('It was opened again, and nothing was done on it yet')
  expect(again.text.match(/Ada/g)).toHaveLength(1)
  expect((await call('click', { ...at('/list'), element_index: 1 })).text.match(/Ada/g)).toHaveLength(2)
})

const full: MakeBrowser = (place) => {
  const none = { fetch: async () => new Response('Too many browsers', { status: 429 }) }
  return new Chrome({ ...place, binding: none, screenshotPath: 'tool-output/none.jpg' })
}

drawn(
  'where no browser is to be had the page is read without, and says so',
  async ({ call }) => {
    const { text } = await call('visit', at('/windows'))
    expect(text).toContain('No browser that runs JavaScript is to be had just now')
    expect((await call('click', { ...at('/windows'), element_index: 1 })).text).toContain('drawn by JavaScript')
  },
  full,
)
