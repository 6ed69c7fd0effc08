import { expect, test } from 'vitest'
import type { Ask } from '../support/provider.ts'
import { scriptedHouse } from '../support/scripted-house.ts'
import type { Visitor } from '../support/visitor.ts'
import { type Alarm, watchForAlarms } from './detector.ts'
import { gallery } from './gallery.ts'
import { payloads } from './payloads.ts'

const SECRET = 'the-secret-of-the-console'
const TITLE_CHARS = 200
const NAME_BYTES = 200
const UPLOADS = 80

const scene = scriptedHouse()

test('of 300 payloads none runs on the console, wherever it stands', { timeout: 120_000 }, async () => {
  expect(payloads.length).toBeGreaterThan(300)
  const { visitor, alarms } = await visit()
  const { page, workbench, talk, site } = visitor
  const conversation = await newConversation(visitor)
  await nameFiles(visitor, conversation)
  await titleConversations(visitor)
  scene.provider.answer(hostileAnswers())
  await page.goto(`${scene.house.url}/c/${conversation}`)

  await visitor.send(payloads.join('\n\n').replaceAll('\u0000', ''))
  await visitor.answered()
  await site.getByText('all shown').waitFor({ timeout: 30_000 })
  await expectClean(visitor, alarms, 'the talk, while it came')
  await page.reload()
  await visitor.answered()
  await talk.locator('[aria-expanded=false]').evaluateAll((rows: HTMLElement[]) => {
    for (const row of rows) row.click()
  })
  await expectClean(visitor, alarms, 'the talk, read again with every row open')
  for (const tab of await workbench.getByRole('tab').all()) {
    await tab.click()
    await expectClean(visitor, alarms, 'a tab of the workbench')
  }
  await workbench.getByRole('tab', { name: /^Files/ }).click()
  for (const name of ['bad.html', 'bad.svg', 'bad.md']) {
    await workbench
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .click()
    await workbench.getByText('okcFire').first().waitFor()
    await expectClean(visitor, alarms, name)
    await workbench.getByRole('button', { name: 'All files' }).click()
  }
  for (const name of ['bad.html', 'bad.svg', 'bad.xml', 'bad.xhtml', 'bad.js', 'bad.txt', 'bad.pdf', 'bad.png']) {
    const tab = await visitor.context.newPage()
    // An attachment is a download, and no page.
    await tab.goto(`${scene.house.url}/api/conversations/${conversation}/files/${name}`).catch(() => undefined)
    await tab.close()
  }
  expect(alarms.filter(({ origin }) => origin === scene.house.url)).toEqual([])
  expect(alarms.filter(({ read }) => read.includes(SECRET) || read.includes(conversation))).toEqual([])
  const ran = new Set(alarms.map(({ number }) => number))
  console.log(
    `security: hostile content: ${payloads.length} payloads in 9 places, 0 ran on the console; ${ran.size} of them ran in the site's sandbox, which read nothing`,
  )
  expect(ran.size, 'the site may run what it likes, so the payloads are real').toBeGreaterThan(90)
  expect(visitor.complaints.filter((complaint) => /^request: https?:/.test(complaint))).toEqual([])
  await visitor.context.close()
})

test('on the console’s origin without its policy the same payloads run and read, so the detector works', async () => {
  const { visitor, alarms } = await visit()
  const { page } = visitor
  const conversation = await newConversation(visitor)
  await page.route('**/gallery', (route) => route.fulfill({ contentType: 'text/html', body: gallery(payloads) }))
  // What the payloads ask for by the name x is not there.
  await page.route('**/x', (route) => route.abort())
  await page.goto(`${scene.house.url}/gallery`, { waitUntil: 'commit' })
  await page.getByText('all shown').waitFor({ timeout: 30_000 })
  const ran = () => alarms.filter(({ origin, read }) => origin === scene.house.url && read.includes(SECRET))
  await expect.poll(() => new Set(ran().map(({ number }) => number)).size).toBeGreaterThan(120)
  await expect.poll(() => alarms.some(({ read }) => read.includes(conversation))).toBe(true)
  await visitor.context.close()
})

async function visit(): Promise<{ visitor: Visitor; alarms: Alarm[] }> {
  let alarms: Alarm[] = []
  const visitor = await scene.house.visit({
    mayComplain: /./,
    async before({ context }) {
      alarms = await watchForAlarms(context, { origin: scene.house.url, value: SECRET })
      await context.addCookies([{ name: 's', value: SECRET, url: scene.house.url }])
    },
  })
  return { visitor, alarms }
}

async function newConversation({ context }: Visitor): Promise<string> {
  const made = await context.request.post(`${scene.house.url}/api/conversations`, { data: {} })
  return (await made.json()).id
}

/** What the agent writes, does and says: everything holds the payloads. */
function hostileAnswers(): (ask: Ask) => void {
  const all = payloads.join('\n\n')
  const todos = payloads.slice(0, 200).map((content) => ({ content, priority: 'high', status: 'pending' }))
  let step = 0
  return (ask) => {
    step += 1
    if (step === 1) {
      ask.think(all)
      ask.say(all)
      ask.call('write_file', { file_path: 'output/site/index.html', content: gallery(payloads) })
      ask.call('write_file', { file_path: 'bad.md', content: all })
      ask.call('edit_file', {
        file_path: 'bad.md',
        old_string: payloads[0],
        new_string: payloads.slice(5, 50).join('\n'),
      })
      ask.call('edit_file', { file_path: 'bad.md', old_string: `${payloads[7]}!`, new_string: all })
      ask.call('read_file', { file_path: `${payloads[3]}`, limit: 10 })
      ask.call('read_file', { file_path: 'bad.html', limit: 400 })
      ask.call('todo_write', { todos })
    }
    if (step === 2) ask.call('deploy_website', { type: 'static', local_dir: 'output/site' })
    if (step > 2) ask.say(all)
    ask.end()
  }
}

/** Files whose names are payloads, and files of every kind that hold them all. */
async function nameFiles({ context }: Visitor, conversation: string): Promise<void> {
  const put = (name: string, data: string) =>
    context.request.put(`${scene.house.url}/api/conversations/${conversation}/files/${encodeURIComponent(name)}`, {
      data: Buffer.from(data),
    })
  const all = payloads.join('\n')
  for (const kind of ['html', 'xhtml', 'svg', 'xml', 'js', 'txt', 'pdf', 'png']) await put(`bad.${kind}`, all)
  const names = payloads.filter((each) => each.length < NAME_BYTES && !/[/\\\p{Cc}]/u.test(each))
  expect(names.length).toBeGreaterThan(UPLOADS)
  for (const name of names.slice(0, UPLOADS)) expect((await put(name, name)).ok(), name).toBe(true)
}

async function titleConversations({ context }: Visitor): Promise<void> {
  const titles = packed(
    payloads.filter((each) => each.length <= TITLE_CHARS),
    TITLE_CHARS,
  )
  for (const title of titles) {
    const made = await context.request.post(`${scene.house.url}/api/conversations`, { data: { title } })
    expect(made.ok(), title).toBe(true)
  }
}

/** As many as fit beside each other. */
function packed(texts: string[], maxChars: number): string[] {
  const packs: string[] = []
  for (const each of texts) {
    const last = packs.at(-1)
    if (last !== undefined && last.length + each.length < maxChars) packs[packs.length - 1] = `${last} ${each}`
    else packs.push(each)
  }
  return packs
}

/** Nothing ran, and nothing is there that could run once somebody touches it. */
async function expectClean({ page }: Visitor, alarms: Alarm[], where: string): Promise<void> {
  expect(await page.evaluate(powerOf), where).toEqual([])
  expect(
    alarms.filter(({ origin }) => origin === scene.house.url),
    where,
  ).toEqual([])
}

/** Runs in the page: handlers, addresses that are code, and elements that bring in other documents. */
function powerOf(): string[] {
  const strange = /^(script|object|embed|base|meta|link|style|frame|frameset|applet|portal|math|template)$/i
  const carries = /^(href|src|srcdoc|data|action|formaction|xlink:href|background|poster|ping|style)$/i
  const plain = /^(https?:\/\/|mailto:|blob:|\/(?!\/)|#|data:image\/(png|svg\+xml)[;,]|$)/i
  return [...document.body.querySelectorAll('*')].flatMap((element) => {
    const isOurs =
      element.tagName === 'IFRAME' ? !/^\/sites\//.test(new URL((element as HTMLIFrameElement).src).pathname) : false
    const attributes = [...element.attributes].filter(
      ({ name, value }) => /^on/i.test(name) || (carries.test(name) && name !== 'style' && !plain.test(value)),
    )
    const bad = attributes.map(({ name, value }) => `${element.tagName} ${name}=${value}`)
    return [...bad, ...(strange.test(element.tagName) || isOurs ? [element.outerHTML.slice(0, 200)] : [])]
  })
}
