import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { sessionsOf, stubOf } from '../../src/routes/sessions'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'

const owner = client('sessions-owner')
const caller = { account: 'sessions-owner' }

type Remotely = Parameters<typeof stubOf>[0]

/** What a Worker finds while a session still runs the release before: every method, and none called `ask`. */
function older(id: string): Remotely {
  const stub = sessionOf(id) as unknown as Remotely
  return new Proxy(stub, { get: (_, name) => Reflect.get(stub, name === 'ask' ? 'asked' : name) })
}

test('an expected failure comes out of a session with its code and sentence, and never as a throw of the session', async () => {
  const stub = sessionOf('sessions-none') as unknown as Remotely
  expect(await stub.ask('getConversation', [caller])).toMatchObject({ problem: { code: 'not_found' } })
  await expect(sessionsOf(env).of('sessions-none').getConversation(caller)).rejects.toMatchObject({
    name: 'AppError',
    code: 'not_found',
    message: expect.stringContaining('There is no such conversation'),
  })
})

test('what a session answers comes out as it is', async () => {
  const conversation = await owner.newConversation({ 'a.txt': 'hi' })
  const session = sessionsOf(env).of(conversation.id)
  expect(await session.getConversation(caller)).toMatchObject({ id: conversation.id })
  expect(await session.locateFile(caller, 'b.txt')).toBeUndefined()
  expect(await Promise.resolve(session)).toBe(session)
})

test('a session one release older is called by its methods', async () => {
  const { id } = await owner.newConversation()
  expect(await stubOf(older(id)).getConversation(caller)).toMatchObject({ id })
  await expect(stubOf(older('sessions-none')).getConversation(caller)).rejects.toMatchObject({ code: 'not_found' })
})
