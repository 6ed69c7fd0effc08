import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OpenConversation } from '../src/state/open-conversation'
import { navigate } from '../src/state/route'

const created = { id: 'c_new', title: '', model: 'demo', pinned: false, archived: false, tainted: false }
const page = { messages: [], cursor: '000', before: null }

/** Whether the newest page of messages can be read. */
let isReadable = true
let creation: Promise<void>

beforeEach(() => {
  localStorage.clear()
  isReadable = true
  creation = Promise.resolve()
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    if (url.includes('/messages')) return isReadable ? Response.json(page) : Response.json(broken, { status: 500 })
    if (url.includes('/events')) return new Response(new ReadableStream())
    if (url.includes('/turns')) return Response.json({ turnId: 't1', cursor: '000' }, { status: 202 })
    if (url.includes('/files')) return Response.json({ files: [] })
    if (url.includes('/deployments')) return Response.json({ deployments: [] })
    if (method === 'POST') await creation
    return Response.json({ ...created, awaitsApproval: false, createdAt: 1, updatedAt: 1 }, { status: 201 })
  })
})
afterEach(() => {
  navigate('/')
  vi.unstubAllGlobals()
})

const broken = { error: { code: 'internal', message: 'Something went wrong.', requestId: 'r' } }

test('a conversation that was made here and could not be read can be tried again', async () => {
  isReadable = false
  const conversation = new OpenConversation(undefined)
  conversation.composer.write('make a page')
  await conversation.composer.submit()
  await vi.waitFor(() => expect(conversation.talk.state.value).toBe('problem'))
  isReadable = true
  await conversation.start()
  expect(conversation.talk.state.value).toBe('ready')
  conversation.close()
})

test('whoever leaves while a conversation is being made stays where they went, and the message is sent', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  creation = promise
  const conversation = new OpenConversation(undefined)
  conversation.composer.write('make a page')
  const sending = conversation.composer.submit()
  conversation.close()
  navigate('/settings')
  localStorage.setItem('okcvm.draft.new', 'another wish')
  resolve()
  await sending
  expect(location.pathname).toBe('/settings')
  expect(conversation.composer.problem.value).toBe(undefined)
  expect(localStorage.getItem('okcvm.draft.new')).toBe('another wish')
})

test('a message waits for the model that was chosen for it', async () => {
  const asked: string[] = []
  const answered = Promise.withResolvers<void>()
  const serve = fetch
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method === 'PATCH') {
      await answered.promise
      asked.push('PATCH')
    }
    if (url.includes('/turns')) asked.push('POST')
    return serve(url, init)
  })
  const { conversation, choosing, sending } = await sentWhileChoosing()
  expect(conversation.talk.messages.value.map(({ sending }) => sending)).toEqual([true])
  answered.resolve()
  await Promise.all([choosing, sending])
  expect(asked).toEqual(['PATCH', 'POST'])
  conversation.close()
})

test('a message whose model could not be chosen stays with its writer', async () => {
  const asked: string[] = []
  const serve = fetch
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method === 'PATCH') return Response.json(broken, { status: 500 })
    if (url.includes('/turns')) asked.push('POST')
    return serve(url, init)
  })
  const { conversation, choosing, sending } = await sentWhileChoosing()
  await expect(choosing).rejects.toMatchObject({ code: 'internal' })
  await sending
  expect(conversation.composer.draft.value).toBe('Who are you?')
  expect(conversation.composer.problem.value).toMatchObject({ code: 'internal' })
  expect(asked).toEqual([])
  await conversation.composer.submit()
  expect(asked).toEqual(['POST'])
  conversation.close()
})

test('nothing is asked of a conversation while it is being deleted, and again where that failed', async () => {
  vi.useFakeTimers()
  const asked: string[] = []
  const serve = fetch
  let tell: (events: string) => void = () => undefined
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const [, path = ''] = /c_old\/(\w+)/.exec(url) ?? []
    asked.push(path)
    if (path !== 'events') return serve(url, init)
    return new Response(
      new ReadableStream({
        start(body) {
          tell = (events) => body.enqueue(new TextEncoder().encode(events))
        },
      }),
    )
  })
  const conversation = new OpenConversation('c_old')
  await conversation.start()
  await vi.advanceTimersByTimeAsync(0)
  asked.length = 0
  tell(eventOf('001', { type: 'turn.started', turnId: 't1', messageId: 'm1', model: 'demo' }))
  tell(eventOf('002', { type: 'file.changed', path: 'a.txt' }))
  await vi.advanceTimersByTimeAsync(0)
  const release = conversation.hold()
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toEqual([])
  release()
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toEqual(['files', 'turns'])
  conversation.close()
  vi.useRealTimers()
})

function eventOf(id: string, event: object): string {
  return `id: ${id}\ndata: ${JSON.stringify({ ...event, at: Date.now() })}\n\n`
}

/** A message sent before the server has answered the choice of its model. */
async function sentWhileChoosing() {
  const conversation = new OpenConversation('c_new')
  await conversation.start()
  await vi.waitFor(() => expect(conversation.conversation.value).toBeDefined())
  const choosing = conversation.modelChoice.choose('own-model')
  conversation.composer.write('Who are you?')
  return { conversation, choosing, sending: conversation.composer.submit() }
}
