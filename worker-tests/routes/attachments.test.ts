import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Attachment } from '../../src/wire/attachments'
import type { MessagePage } from '../../src/wire/messages'
import type { TurnReceipt } from '../../src/wire/turns'
import type { AccountUse } from '../../src/wire/usage'
import { Workspace } from '../../src/workspace/workspace'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { png } from '../support/pictures'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../support/scripted-model'

let model: ScriptedModel
let accounts = 0
let account: string
beforeEach(() => {
  account = `shows-${++accounts}`
  model = scriptedModel()
})

const picture = await png(640, 400)

/** A conversation in which the agent looked at files, and what it showed of them. */
async function looked(files: Record<string, string | Uint8Array>) {
  const owner = client(account)
  const { id } = await owner.newConversation()
  const home = `/api/conversations/${id}`
  for (const [path, content] of Object.entries(files)) await owner.put(`${home}/files/${path}`, content)
  const look = async (...paths: string[]): Promise<Attachment[]> => {
    model.script(
      paths.map((file_path) => ({ call: 'mshtools-read_file', input: { file_path } })),
      [{ text: 'Seen.' }],
    )
    const message = { messageId: crypto.randomUUID(), text: 'Look' }
    const { cursor } = await owner.post<TurnReceipt>(`${home}/turns`, message)
    await eventsUntil(id, 'turn.completed', { after: cursor, account })
    return shownIn(await owner.get<MessagePage>(`${home}/messages`))
  }
  const held = async () => (await owner.get<AccountUse>('/api/usage')).storageBytes.used
  return { owner, id, home, look, held, at: ({ attachmentId }: Attachment) => `${home}/attachments/${attachmentId}` }
}

/** Of the latest message. */
function shownIn({ messages }: MessagePage): Attachment[] {
  return (messages.at(-1)?.parts ?? []).flatMap((part) =>
    part.type === 'tool' && part.preview?.kind === 'image' ? (part.preview.attachment ?? []) : [],
  )
}

function only<T>(things: T[]): T {
  const [thing] = things
  if (thing === undefined || things.length > 1) throw new Error(`There are ${things.length} of it.`)
  return thing
}

test('what a call showed is answered as it was, whatever becomes of the file', async () => {
  const { owner, home, look, at } = await looked({ 'a.png': picture })
  const shown = only(await look('a.png'))
  expect(shown).toEqual({
    attachmentId: expect.stringMatching(/^att_inv_\w+_1$/),
    name: 'a.png',
    type: 'image/png',
    sizeBytes: picture.length,
  })
  await owner.put(`${home}/files/a.png`, 'other')
  const answer = await owner.fetch(at(shown))
  expect(await answer.bytes()).toEqual(picture)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(picture.length),
    'cache-control': 'private, max-age=31536000, immutable',
    'content-disposition': expect.stringMatching(/^inline; filename="a.png"/),
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  const etag = answer.headers.get('etag') ?? ''
  expect((await owner.fetch(at(shown), { headers: { 'if-none-match': etag } })).status).toBe(304)
  const part = await owner.fetch(at(shown), { headers: { range: 'bytes=1-3' } })
  expect([part.status, await part.text()]).toEqual([206, 'PNG'])
  expect((await owner.fetch(at(shown), { headers: { range: 'bytes=999999-' } })).status).toBe(416)
  const download = await owner.fetch(`${at(shown)}?download=1`)
  expect(download.headers.get('content-disposition')).toMatch(/^attachment; /)
  await download.body?.cancel()
})

test('a smaller picture is made once; what cannot be made smaller is answered as it is', async () => {
  const { owner, id, look, at } = await looked({ 'a.png': picture, 'b.png': picture.slice(0, 60) })
  const [good, broken] = await look('a.png', 'b.png')
  if (!good || !broken) throw new Error('Nothing was shown.')
  const small = await owner.fetch(`${at(good)}?width=480`)
  expect(small.headers.get('content-type')).toBe('image/webp')
  const bytes = await small.bytes()
  expect(bytes.length).toBeLessThan(picture.length)
  expect(String.fromCharCode(...bytes.slice(8, 12))).toBe('WEBP')
  const thumbnails = async () => (await env.BLOBS.list({ prefix: `c/${id}/t/` })).objects.length
  expect(await thumbnails()).toBe(1)
  expect(await (await owner.fetch(`${at(good)}?width=480`)).bytes()).toEqual(bytes)
  expect(await thumbnails()).toBe(1)
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(await (await owner.fetch(`${at(broken)}?width=960`)).bytes()).toEqual(picture.slice(0, 60))
  told.mockRestore()
  expect((await owner.fetch(`${at(good)}?width=481`)).status).toBe(400)
})

test('what could run in a browser is a download without power, also where it is made to look smaller', async () => {
  const { owner, id, home } = await looked({})
  const made = await runInDurableObject(sessionOf(id), async (_session, { storage }) => {
    const workspace = new Workspace({ sql: storage.sql, bucket: env.BLOBS, conversationId: id, now: Date.now })
    const { show } = workspace.stageCall({ turnId: 'turn_1', invocationId: 'inv_1' })
    const content = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const kept = [
      await show.keep({ name: 'chart.svg', type: 'image/svg+xml', content }),
      await show.keep({ name: 'page.html', type: 'text/html', content }),
      await show.keep({ name: 'table.csv', type: 'text/csv; charset=utf-8', content: 'a,b' }),
    ]
    await show.prepare()
    show.commit()
    return kept
  })
  for (const { attachmentId, name, type } of made) {
    const answer = await owner.fetch(`${home}/attachments/${attachmentId}?width=480`)
    await answer.body?.cancel()
    expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="${name}"`))
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('another account’s, another conversation’s and a missing one answer alike', async () => {
  const { id, look, at } = await looked({ 'a.png': picture })
  const shown = only(await look('a.png'))
  const stranger = client(`${account}-stranger`)
  const { id: theirs } = await stranger.newConversation()
  const answers = await Promise.all(
    [
      at(shown),
      at({ ...shown, attachmentId: 'att_none' }),
      `/api/conversations/none/attachments/${shown.attachmentId}`,
    ].map(async (path) => {
      const response = await stranger.fetch(path)
      const { error } = await response.json<{ error: { requestId: string } }>()
      return { status: response.status, error: { ...error, requestId: '' } }
    }),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]?.status).toBe(404)
  for (const attachment of [shown.attachmentId, 'att_none']) {
    expect((await stranger.fetch(`/api/conversations/${theirs}/attachments/${attachment}`)).status).toBe(404)
  }
  expect(id).not.toBe(theirs)
})

test('what is shown counts once, with its file or without it, and goes with the conversation', async () => {
  const { owner, id, home, look, held } = await looked({ 'a.png': picture })
  const large = await png(900, 900)
  const bytes = new Uint8Array(50_000)
  bytes.set(large.slice(0, 50_000))
  await owner.put(`${home}/files/b.png`, bytes)
  const whole = picture.length + bytes.length
  expect(await held()).toBe(whole)
  await look('a.png', 'b.png')
  await look('b.png')
  expect(await held()).toBe(whole)
  await owner.delete(`${home}/files/b.png`)
  await vi.waitFor(async () => expect(await held()).toBe(whole))
  await owner.put(`${home}/files/a.png`, 'x')
  await vi.waitFor(async () => expect(await held()).toBe(whole + 1))
  expect((await env.BLOBS.list({ prefix: `c/${id}/b/` })).objects).toHaveLength(1)
  expect(await owner.delete(home)).toMatchObject({ deleted: { files: 1, blobs: 3 } })
  expect((await env.BLOBS.list({ prefix: `c/${id}/` })).objects).toEqual([])
  expect(await held()).toBe(0)
})
