import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TurnStatus } from '../../src/wire/turns'
import { ApiProblem } from '../src/api'
import { Composer } from '../src/state/composer'
import type { Outgoing } from '../src/state/post-turn'
import { Uploads } from '../src/state/uploads'
import { type FakeRequest, requestThat } from './support/fake-request'

beforeEach(() => {
  localStorage.clear()
  arrived.value = []
})
afterEach(() => vi.unstubAllGlobals())

/** What the server is known to have. */
const arrived = signal<string[]>([])

function composing(send: (outgoing: Outgoing) => Promise<void>, conversation: string | undefined = 'c1') {
  const uploads = new Uploads({ ensure: async () => 'c1', files: () => [], remove: async () => undefined })
  const withdraw = vi.fn(async (): Promise<TurnStatus> => 'stopped')
  const has = (messageId: string) => arrived.value.includes(messageId)
  const composer = new Composer({ conversation: () => conversation, send, has, withdraw, uploads })
  return { composer, uploads, withdraw }
}

const refused = async () => {
  throw new ApiProblem('unreachable', 'The server cannot be reached.')
}

test('what was sent leaves the field', async () => {
  const send = vi.fn(async () => undefined)
  const { composer } = composing(send)
  composer.write('  make a page  ')
  await composer.submit()
  expect(send).toHaveBeenCalledWith(expect.objectContaining({ text: 'make a page' }))
  expect(composer.draft.value).toBe('')
})

test('a failed send keeps the text and says why', async () => {
  const { composer } = composing(refused)
  composer.write('make a page')
  await composer.submit()
  expect(composer.draft.value).toBe('make a page')
  expect(composer.problem.value).toMatchObject({ code: 'unreachable' })
})

test('what was written meanwhile stays behind the text that failed', async () => {
  const { composer } = composing(async () => {
    composer.write('and a map')
    await refused()
  })
  composer.write('make a page')
  await composer.submit()
  expect(composer.draft.value).toBe('make a page\n\nand a map')
})

test('sending the same text again is the same message, another text another', async () => {
  const sent: Outgoing[] = []
  const { composer } = composing(async (outgoing) => {
    sent.push(outgoing)
    await refused()
  })
  composer.write('make a page')
  await composer.submit()
  await composer.submit()
  composer.write('make two pages')
  await composer.submit()
  expect(sent[1]?.messageId).toBe(sent[0]?.messageId)
  expect(sent[2]?.messageId).not.toBe(sent[0]?.messageId)
})

test('nothing is sent while there is nothing to say', async () => {
  const send = vi.fn(async () => undefined)
  const { composer } = composing(send)
  composer.write('  \n ')
  await composer.submit()
  expect(send).not.toHaveBeenCalled()
})

test('a draft is kept for its own conversation', () => {
  composing(refused, 'c1').composer.write('half a wish')
  expect(composing(refused, 'c1').composer.draft.value).toBe('half a wish')
  expect(composing(refused, 'c2').composer.draft.value).toBe('')
})

test('a page that goes away in mid-send keeps the text, and sends it again as the same message', async () => {
  const sent: Outgoing[] = []
  const left = composing(async (outgoing) => {
    sent.push(outgoing)
    await new Promise(() => undefined)
  })
  left.composer.write('make a page')
  void left.composer.submit()
  left.composer.write('and a map')
  expect(left.composer.draft.value).toBe('and a map')

  const { composer } = composing(async (outgoing) => void sent.push(outgoing))
  expect(composer.draft.value).toBe('make a page\n\nand a map')
  composer.write('make a page')
  await composer.submit()
  expect(sent[1]).toEqual(sent[0])
  expect(composing(refused).composer.draft.value).toBe('')
})

test('a message of which only the answer was lost leaves the draft when it is heard of', async () => {
  let messageId = ''
  const { composer, uploads } = composing(async (outgoing) => {
    messageId = outgoing.messageId
    await refused()
  })
  const request = await sendingAFile(uploads)
  request.reply(201, { path: 'a.txt' })
  await vi.waitFor(() => expect(uploads.isBusy.value).toBe(false))
  composer.write('make a page')
  await composer.submit()
  composer.write('make a page\n\nand a map')
  expect(uploads.chips.value).toHaveLength(1)
  arrived.value = [messageId]
  expect(composer.draft.value).toBe('and a map')
  expect(composer.problem.value).toBe(undefined)
  expect(uploads.chips.value).toEqual([])
})

test('what was taken out of the draft does not come back', async () => {
  const { composer } = composing(refused)
  composer.write('make a page')
  await composer.submit()
  composer.write('make a map')
  expect(composing(refused).composer.draft.value).toBe('make a map')
})

test('“send now” pressed twice sends once', async () => {
  const send = vi.fn(async () => undefined)
  const { composer, withdraw } = composing(send)
  await Promise.all([1, 2].map(() => composer.sendNow({ turnId: 't2', text: 'hurry' })))
  expect(withdraw).toHaveBeenCalledTimes(1)
  expect(send).toHaveBeenCalledTimes(1)
})

test('a waiting message that is sent now is first taken back, and kept where that fails', async () => {
  const { composer, withdraw } = composing(refused)
  await composer.sendNow({ turnId: 't2', text: 'hurry' })
  expect(withdraw).toHaveBeenCalledWith('t2')
  expect(composer.draft.value).toBe('hurry')
})

test('“send now” of what was answered while this tab was away asks nothing twice', async () => {
  const send = vi.fn(async () => undefined)
  const { composer, withdraw } = composing(send)
  withdraw.mockResolvedValue('completed')
  await composer.sendNow({ turnId: 't2', text: 'hurry' })
  expect(send).not.toHaveBeenCalled()
  expect(composer.draft.value).toBe('')
})

/** A file that is on its way until the test lets it arrive. */
async function sendingAFile(uploads: InstanceType<typeof Uploads>): Promise<FakeRequest> {
  const asked = Promise.withResolvers<FakeRequest>()
  requestThat((request) => asked.resolve(request))
  uploads.add([new File(['hello'], 'a.txt')])
  return asked.promise
}

test('what was sent while a file is on its way goes when the file is there', async () => {
  const send = vi.fn(async () => undefined)
  const { composer, uploads } = composing(send)
  const request = await sendingAFile(uploads)
  composer.write('read it')
  await composer.submit()
  expect(composer.isHeldBack.value).toBe(true)
  expect(send).not.toHaveBeenCalled()
  request.reply(201, { path: 'a.txt' })
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1))
  expect(composer.draft.value).toBe('')
})

test('writing on, or a file that fails, keeps it back', async () => {
  const send = vi.fn(async () => undefined)
  const { composer, uploads } = composing(send)
  const request = await sendingAFile(uploads)
  composer.write('read it')
  await composer.submit()
  composer.write('read it twice')
  request.reply(201, { path: 'a.txt' })
  await vi.waitFor(() => expect(uploads.isBusy.value).toBe(false))
  const failing = await sendingAFile(uploads)
  await composer.submit()
  failing.reply(500, {})
  await vi.waitFor(() => expect(uploads.hasFailed.value).toBe(true))
  for (const { key } of uploads.chips.value) await uploads.drop(key)
  expect(composer.canSend.value).toBe(true)
  expect(send).not.toHaveBeenCalled()
})
