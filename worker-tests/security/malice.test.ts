import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../src/wire/api'
import type { Invocation, Turn } from '../../src/wire/turns'
import { client } from '../support/client'
import { Random } from '../support/random'
import { eventsUntil, scriptedModel } from '../support/scripted-model'
import { fetchWorker, ORIGIN } from '../support/worker'
import { inForm, seed, tell } from './form'
import { faultOf } from './malice/judge'
import { oddCalls } from './malice/tool-calls'
import { type Twisted, twisted } from './malice/twist'
import { surfacesOf } from './requests/declared'

const CASES = inForm({ short: 500, long: 5000 })
const TOOL_CASES = inForm({ short: 120, long: 2000 })
const STEPS = 4
const CALLS_A_STEP = 10
const surfaces = surfacesOf(api)

let logged: string[]
beforeEach(() => {
  logged = []
  vi.spyOn(console, 'error').mockImplementation((...said: unknown[]) => void logged.push(said.map(String).join(' ')))
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('no request makes an endpoint fail in a way that nobody thought of', { timeout: 3_600_000 }, async () => {
  scriptedModel()
  const owner = client('malice')
  const { id } = await owner.newConversation({ 'notes.txt': 'x' })
  const { turnId } = await owner.post<{ turnId: string }>(`/api/conversations/${id}/turns`, {
    messageId: 'm',
    text: 'Hi',
  })
  const random = new Random(seed)
  const ids: Record<string, string> = { conversation: id, turn: turnId, path: 'notes.txt' }
  const words = (name: string) => (/^message_?id$/i.test(name) ? `m${random.between(0, 1e9)}` : (ids[name] ?? 'a'))
  const statuses = new Map<number, number>()
  const faults: string[] = []
  for (let count = 0; count < CASES; count += 1) {
    const surface = surfaces[count % surfaces.length]
    if (!surface) throw new Error('There is no endpoint to ask.')
    const request = twisted(surface, { random, words })
    // A conversation that is deleted would answer not_found to all that follows.
    if (request.method === 'DELETE' && new URL(request.path, ORIGIN).pathname.includes(id)) continue
    const response = await send(request)
    if (!response) continue
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    const fault = await faultOf(response, request, surface)
    if (fault) faults.push(`${named(request)}: ${fault}`)
  }
  const sum = [...statuses.values()].reduce((one, other) => one + other, 0)
  tell(
    `malicious requests: ${sum} under seed ${seed}, ${faults.length} faults, ${[...statuses]
      .sort()
      .map(([status, n]) => `${n} of ${status}`)
      .join(', ')}`,
  )
  expect(faults).toEqual([])
  expect(logged.filter((line) => line.includes('"unexpected"'))).toEqual([])
})

test.each([
  [500, { error: { code: 'internal', message: 'Something went wrong here. Try again.', requestId: 'r' } }],
  [400, { error: { code: 'bad_request', message: 'Error: no\n    at run (session.ts:1:2)', requestId: 'r' } }],
  [400, { error: { code: 'ENOENT', message: 'There is no such thing here. Look again.', requestId: 'r' } }],
  [400, { error: { code: 'bad_request', message: 'no', requestId: 'r' } }],
  [400, { error: { code: 'bad_request', message: 'There is no such thing here. Look again.', requestId: 'other' } }],
  [503, { error: { code: 'unavailable', message: 'There is no such thing here. Look again.', requestId: 'r' } }],
  [404, 'Not found'],
])('an answer of %i that says %j would be found', async (status, body) => {
  const [health] = surfacesOf({ getHealth: api.getHealth ?? fail() })
  const request = { operation: 'getHealth', method: 'GET', path: '/health', headers: {}, body: undefined, twists: [] }
  const answer = Response.json(body, { status, headers: { 'x-request-id': 'r' } })
  expect(await faultOf(answer, request, health ?? fail())).toBeTypeOf('string')
})

function fail(): never {
  throw new Error('There is no such endpoint.')
}

test('no call makes a tool fail in a way that nobody thought of, and the turn goes on', {
  timeout: 3_600_000,
}, async () => {
  const model = scriptedModel()
  const owner = client('malice-tools')
  const calls = oddCalls(new Random(seed))
  const faults: string[] = []
  let made = 0
  while (made < TOOL_CASES) {
    const { id } = await owner.newConversation({ 'notes.txt': 'x' })
    const steps = Array.from({ length: STEPS }, () => Array.from({ length: CALLS_A_STEP }, () => calls.next().value))
    model.script(...steps, [{ text: 'Done.' }])
    const { turnId } = await owner.post<{ turnId: string }>(`/api/conversations/${id}/turns`, {
      messageId: 'm',
      text: 'Go',
    })
    await eventsUntil(id, ({ data }) => /^turn\.(completed|failed|stopped)$/.test(data.type), {
      account: 'malice-tools',
    })
    const turn = await owner.get<Turn>(`/api/conversations/${id}/turns/${turnId}`)
    if (turn.status !== 'completed') faults.push(`the turn ended as ${turn.status}: ${turn.error?.message}`)
    if (turn.invocations.length !== STEPS * CALLS_A_STEP) faults.push(`only ${turn.invocations.length} calls were made`)
    for (const invocation of turn.invocations) {
      const fault = faultOfCall(invocation)
      if (fault) faults.push(`${invocation.name} ${JSON.stringify(invocation.input)?.slice(0, 300)}: ${fault}`)
    }
    made += turn.invocations.length
  }
  tell(`malicious tool calls: ${made} under seed ${seed}, ${faults.length} faults`)
  expect(faults).toEqual([])
  expect(logged.filter((line) => line.includes('"unexpected"'))).toEqual([])
})

/** A call succeeds, or tells the model in a sentence what to do otherwise. */
function faultOfCall({ status, output }: Invocation): string | undefined {
  if (status === 'success') return output === null ? 'no output' : undefined
  if (status !== 'error') return `it is ${status}`
  if (!output || output.includes('for a reason of its own')) return `no reason: ${output}`
  return /^\S.{15,}[.!?)\]"]\s*$/s.test(output) ? undefined : `no sentence: ${output.slice(0, 300)}`
}

/** Undefined where no client could send it. */
async function send({ method, path, headers, body }: Twisted): Promise<Response | undefined> {
  const init = { method, headers: { 'x-okc-client-id': 'malice', ...headers }, redirect: 'manual' as const }
  try {
    new Request(ORIGIN, { ...init, ...(body === undefined ? {} : { body }) })
  } catch {
    return undefined
  }
  return fetchWorker(path, { ...init, ...(body === undefined ? {} : { body }) })
}

function named({ operation, method, path, headers, body, twists }: Twisted): string {
  const said = typeof body === 'string' ? body.slice(0, 200) : ''
  return `${operation} by ${twists.join('+')}: ${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${said}`
}
