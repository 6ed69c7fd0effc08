import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Caller, callerHeaders } from '../../src/accounts/caller'
import type { Action } from '../../src/accounts/permissions'
import { type Answer, answerOf } from '../../src/errors'
import { Session } from '../../src/session/session'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { eventsUntil, scriptedModel } from '../support/scripted-model'

const account = 'roles-owner'
const owner = client(account)

const viewer: Caller = { account, byKey: true, scopes: ['read'] }
const editor: Caller = { account, byKey: true, scopes: ['chat'] }
const person: Caller = { account, byKey: false, scopes: ['read', 'chat'] }
const older: Caller = { account }
const stranger: Caller = { account: 'roles-stranger', byKey: false, scopes: ['read', 'chat', 'admin'] }

interface Things {
  id: string
  turnId: string
  invocationId: string
}

interface Call {
  needs: Action
  make: (session: Session, caller: Caller, things: Things) => unknown
}

/** Every method that a Worker can call, with arguments that are good. One that is missing here fails the first test. */
const calls: Record<string, Call> = {
  create: { needs: 'edit', make: (session, caller, { id }) => session.create(caller, { id }) },
  getConversation: { needs: 'view', make: (session, caller) => session.getConversation(caller) },
  updateConversation: {
    needs: 'edit',
    make: (session, caller) => session.updateConversation(caller, { title: 'Taken' }),
  },
  deleteConversation: { needs: 'own', make: (session, caller) => session.deleteConversation(caller) },
  listMessages: { needs: 'view', make: (session, caller) => session.listMessages(caller, { limit: 10 }) },
  sendMessage: {
    needs: 'edit',
    // Sent once more, so that no turn is left behind to take the next test's answers.
    make: (session, caller) => session.sendMessage(caller, { messageId: 'm', text: 'Go' }),
  },
  getTurn: { needs: 'view', make: (session, caller, { turnId }) => session.getTurn(caller, turnId) },
  getInvocation: {
    needs: 'view',
    make: (session, caller, { turnId, invocationId }) => session.getInvocation(caller, turnId, invocationId),
  },
  getChatResult: { needs: 'view', make: (session, caller, { turnId }) => session.getChatResult(caller, turnId) },
  cancelTurn: { needs: 'edit', make: (session, caller, { turnId }) => session.cancelTurn(caller, turnId) },
  listApprovals: { needs: 'view', make: (session, caller) => session.listApprovals(caller) },
  decideApproval: { needs: 'own', make: (session, caller) => session.decideApproval(caller, 'none', 'once') },
  readEvents: { needs: 'view', make: (session, caller) => session.readEvents(caller, undefined) },
  fetch: {
    needs: 'view',
    make: (session, caller) => session.fetch(new Request('https://session/watch', { headers: callerHeaders(caller) })),
  },
  listFiles: { needs: 'view', make: (session, caller) => session.listFiles(caller) },
  locateAttachment: { needs: 'view', make: (session, caller) => session.locateAttachment(caller, 'att_1') },
  locateFile: { needs: 'view', make: (session, caller) => session.locateFile(caller, 'a.txt') },
  reserveUpload: {
    needs: 'edit',
    make: (session, caller) => session.reserveUpload(caller, { path: 'b.txt', sizeBytes: 1 }),
  },
  commitUpload: {
    needs: 'edit',
    make: (session, caller) => session.commitUpload(caller, { lease: 'none', sizeBytes: 1, sha256: '' }),
  },
  releaseUpload: { needs: 'edit', make: (session, caller) => session.releaseUpload(caller, 'none') },
  removeFile: { needs: 'edit', make: (session, caller) => session.removeFile(caller, 'a.txt') },
  openDeployment: { needs: 'own', make: (session, caller) => session.openDeployment(caller, 'none', []) },
  removeDeployment: { needs: 'edit', make: (session, caller) => session.removeDeployment(caller, 'none') },
  project: { needs: 'administer', make: (session, caller) => session.project(caller) },
}

/** Those of the platform, and the one that calls all the others. */
const EXCEPT = ['constructor', 'alarm', 'ask']

let things: Things
beforeEach(async () => {
  const model = scriptedModel()
  model.script([{ call: 'mshtools-todo_read', input: {} }], [{ text: 'Done.' }])
  const { id } = await owner.newConversation({ 'a.txt': 'kept' })
  const { turnId } = await owner.post<{ turnId: string }>(`/api/conversations/${id}/turns`, {
    messageId: 'm',
    text: 'Go',
  })
  const events = await eventsUntil(id, 'turn.completed', { account })
  const invocationId = String(events.find(({ data }) => data.type === 'tool.started')?.data.invocationId)
  things = { id, turnId, invocationId }
})

/** What a call came to: the code of its refusal, or nothing; and whether anything is different after it. */
function outcomeOf({ make }: Call, caller: Caller): Promise<{ refusal: string | undefined; changed: boolean }> {
  const stub = sessionOf(things.id)
  return runInDurableObject(stub, async (session: Session, { storage }) => {
    const before = dump(storage.sql)
    const answer = await answerOf(() => make(session, caller, things))
    const told = 'reply' in answer && answer.reply instanceof Response ? await problemIn(answer.reply) : answer
    return { refusal: 'problem' in told ? told.problem.code : undefined, changed: dump(storage.sql) !== before }
  })
}

/** A watcher is refused by a response, since a request is answered by one. */
async function problemIn(response: Response): Promise<Answer<unknown>> {
  return response.status === 101 ? { reply: response } : response.json()
}

function dump(sql: SqlStorage): string {
  const tables = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  )
  return JSON.stringify([...tables].map(({ name }) => [name, ...sql.exec(`SELECT * FROM "${name}"`).raw()]))
}

test('every method of a session names what it does', () => {
  const methods = Object.getOwnPropertyNames(Session.prototype).filter((name) => !EXCEPT.includes(name))
  expect(methods.sort(), 'Add the method to `calls`, with its action.').toEqual(Object.keys(calls).sort())
})

describe.each(Object.entries(calls))('%s', (_, call) => {
  test('refuses a viewer all but a look, and a look changes nothing', async () => {
    const { refusal, changed } = await outcomeOf(call, viewer)
    expect(refusal).toBe(call.needs === 'view' ? undefined : 'forbidden_scope')
    expect(changed).toBe(false)
  })

  test('refuses an editor what only an owner or the operator may', async () => {
    const { refusal, changed } = await outcomeOf(call, editor)
    if (call.needs === 'own' || call.needs === 'administer')
      expect({ refusal, changed }).toEqual({ refusal: 'forbidden_scope', changed: false })
    else expect(refusal).not.toBe('forbidden_scope')
  })

  test('is open to the person, also where a Worker one release older tells their account alone', async () => {
    if (call.needs === 'administer') return expect((await outcomeOf(call, person)).refusal).toBe('forbidden_scope')
    for (const caller of [older, person]) expect((await outcomeOf(call, caller)).refusal).not.toBe('forbidden_scope')
  })

  test('finds nothing for a stranger, and changes nothing', async () => {
    const { refusal, changed } = await outcomeOf(call, stranger)
    // The operator may have any conversation's rows written anew, which tells nothing of it.
    if (call.needs !== 'administer') expect({ refusal, changed }).toEqual({ refusal: 'not_found', changed: false })
  })
})

test('a viewer makes no conversation', async () => {
  const stub = sessionOf('roles-new')
  const made = runInDurableObject(stub, (session: Session) => session.create(viewer, { id: 'roles-new' }))
  await expect(made).rejects.toMatchObject({ code: 'forbidden_scope' })
  expect(await runInDurableObject(stub, (_, { storage }) => dump(storage.sql))).toBe('[]')
})
