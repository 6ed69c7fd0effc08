import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { ToolError } from '../../../../src/agent/tool'
import { ContainerPython } from '../../../../src/sandbox/python/container/container-python'
import { Machine } from '../../../../src/sandbox/python/container/machine'
import type { Turn, TurnReceipt } from '../../../../src/wire/turns'
import { client } from '../../../support/client'
import { sessionOf } from '../../../support/objects'
import { runCells } from '../../../support/python'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../../../support/scripted-model'
import { pythonContract } from '../contract'
import { oneCall } from '../one-call'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

pythonContract('in a container', () => model)

/** The platform ends a container that nobody asked for a while. */
async function putToSleep(conversation: string): Promise<void> {
  await env.COMPUTERS?.getByName(conversation).fetch('http://platform/')
}

/** One turn in which a cell fails as a whole. Answers the sentence. */
async function failingCell(conversation: string, code: string): Promise<string> {
  model.script([{ call: 'mshtools-ipython', input: { code } }], [{ text: 'Done.' }])
  const home = `/api/conversations/${conversation}`
  const message = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, message)
  await eventsUntil(conversation, 'turn.completed', { after: cursor })
  const { invocations } = await owner.get<Turn>(`${home}/turns/${turnId}`)
  expect(invocations[0]?.status).toBe('error')
  return invocations[0]?.output ?? ''
}

test('after it was put to sleep the next call says that variables are lost, and files are there', async () => {
  const { id } = await owner.newConversation({ 'a.txt': 'kept' })
  await runCells(model, id, 'x = 1\nopen("made.txt", "w").write("by Python")')
  await putToSleep(id)
  const [again, once] = await runCells(model, id, 'open("a.txt").read(), open("made.txt").read()', '1')
  expect(again).toEqual({ result: "('kept', 'by Python')", notes: [expect.stringContaining('put to sleep')] })
  expect(once).toEqual({ result: '1' })
  const [lost] = await runCells(model, id, 'x')
  expect(lost?.error).toContain("NameError: name 'x' is not defined")
})

test('a deleted conversation leaves no container behind', async () => {
  const { id } = await owner.newConversation()
  await runCells(model, id, 'x = 1')
  await owner.delete(`/api/conversations/${id}`)
  const reached = await env.COMPUTERS?.getByName(id).fetch('http://state/')
  expect(await reached?.text()).toBe('ended')
})

test('code that ends its process, or cannot be interrupted, is a sentence, and Python begins anew', async () => {
  const { id } = await owner.newConversation()
  await runCells(model, id, 'x = 1')
  expect(await failingCell(id, 'import os\nos._exit(3)')).toContain('Python ended unexpectedly')
  const [, begun] = await runCells(model, id, 'x = 2', 'x')
  expect(begun).toEqual({ result: '2' })
  expect(await failingCell(id, 'sum(range(10**12))')).toContain('would not end when it was told to')
  expect((await runCells(model, id, '1'))[0]?.result).toBe('1')
})

test('a program of the machine runs as a !command, and a rich table is told as text', async () => {
  const { id } = await owner.newConversation()
  const [version, table] = await runCells(
    model,
    id,
    'out = !python3 -c "print(6 * 7)"\nout',
    '[{"n": 1, "v": None}, {"n": 2, "v": 0.5}]',
  )
  expect(version).toEqual({ result: "['42']" })
  expect(table?.result).toContain("{'n': 1, 'v': None}")
})

test('names of files in any writing go both ways, and links do not come', async () => {
  const { id } = await owner.newConversation()
  const name = 'a folder/ü & ?#%.txt'
  const code = `import os\nos.mkdir("a folder")\nopen("${name}", "w").write("in")\nos.symlink("/etc/passwd", "link.txt")`
  expect(await runCells(model, id, code)).toEqual([{}])
  await putToSleep(id)
  expect((await runCells(model, id, `open("${name}").read()`))[0]?.result).toBe("'in'")
  const { files } = await owner.get<{ files: { path: string }[] }>(`/api/conversations/${id}/files`)
  expect(files.map(({ path }) => path)).toEqual([name])
})

test('a session that comes back ends the cell that its call left behind, and runs the call again', async () => {
  const { id } = await owner.newConversation()
  // Says nothing, so that its server never notices that nobody listens; what it left behind is told by its second run.
  const code = [
    'import os, time',
    'if "left" not in globals():',
    '  open("begun.txt", "w").write("x")',
    '  try: time.sleep(60)',
    '  except KeyboardInterrupt as cut: left = str(cut), os.path.exists("begun.txt")',
    'left',
  ].join('\n')
  model.script([{ call: 'mshtools-ipython', input: { code } }], [{ text: 'Done.' }])
  const home = `/api/conversations/${id}`
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, { messageId: 'm', text: 'Go' })
  await vi.waitFor(async () => expect((await fileInside(id, 'begun.txt')).ok).toBe(true), 20_000)
  await abortSession(id)
  await eventsUntil(id, 'turn.completed', { after: cursor })

  const { invocations } = await owner.get<Turn>(`${home}/turns/${turnId}`)
  expect(invocations).toMatchObject([{ status: 'success' }])
  expect(JSON.parse(invocations[0]?.output ?? '')).toMatchObject({ result: "('stop', True)" })
})

/** The session alone dies, as in a deploy: its container lives on. */
async function abortSession(conversation: string): Promise<void> {
  await runInDurableObject(sessionOf(conversation), (_, state) => state.abort('Deployed.')).catch(() => {})
}

async function fileInside(conversation: string, path: string): Promise<Response> {
  const response = await env.COMPUTERS?.getByName(conversation).fetch(`http://container/files/${path}`)
  await response?.body?.cancel()
  return response ?? Response.error()
}

/** A cell in a container whose server was taken over and answers whatever it likes. */
function runAgainst(answers: Record<string, () => Response>, signal?: AbortSignal) {
  const fetch = async (input: RequestInfo | URL) =>
    answers[new URL(String(input)).pathname]?.() ?? Response.json({ missing: ['a.txt', '../../secret'] })
  const python = new ContainerPython({ computer: () => ({ fetch }), timeoutMs: 1000 })
  return oneCall(python, '1', signal)
}

const lines = (...values: unknown[]) => new Response(values.map((value) => `${JSON.stringify(value)}\n`).join(''))
const done = { cell: '{}', output: '', cut: null, isStuck: false, life: 'a', changed: [], removed: [] }

test.each<[string, () => Response]>([
  ['no JSON', () => new Response('hello\n')],
  ['no end', () => lines('printed')],
  ['another shape', () => lines({ ...done, changed: 'all' })],
  ['a cell that is none', () => lines({ ...done, cell: 'x' })],
  ['an error', () => new Response('out of order', { status: 500 })],
  ['no container', () => new Response('There is no [[containers]]', { status: 501 })],
])('an answer that makes no sense is no result: %s', async (_, cells) => {
  const running = runAgainst({ '/cells': cells })
  await expect(running).rejects.toThrow(/does not answer/)
  await expect(running).rejects.toBeInstanceOf(ToolError)
})

test('a path that leads out of the workspace is not written, and not asked for', async () => {
  const outcome = await runAgainst({
    '/cells': () => lines({ ...done, changed: ['../../etc/passwd', 'ok.txt'] }),
    '/files/ok.txt': () => new Response(new Uint8Array([111, 107]), { headers: { 'content-length': '2' } }),
  })
  expect(outcome).toMatchObject({ notes: [expect.stringMatching(/workspace/)] })
})

test.each(['/manifests', '/files/a.txt', '/cells'])(
  'a stop before the cell begins keeps it from running: %s',
  async (path) => {
    const stop = new AbortController()
    const asked: string[] = []
    const answer = (at: string, response: () => Response) => () => {
      asked.push(at)
      if (at !== path) return response()
      stop.abort(new Error('Stopped.'))
      return at === '/cells' ? new Response('A cell is running.', { status: 409 }) : response()
    }
    const running = runAgainst(
      {
        '/manifests': answer('/manifests', () => Response.json({ missing: ['a.txt'] })),
        '/files/a.txt': answer('/files/a.txt', () => Response.json({})),
        '/cells': answer('/cells', () => lines(done)),
      },
      stop.signal,
    )
    await expect(running).rejects.toThrow('Stopped.')
    expect(asked.at(-1)).toBe(path)
    expect(asked.filter((at) => at === path)).toHaveLength(1)
  },
)

test('a stop that overtakes its cell ends it as soon as it runs', async () => {
  const computer = () => {
    if (!env.COMPUTERS) throw new Error('There are no containers.')
    return env.COMPUTERS.getByName('overtaken')
  }
  const python = new ContainerPython({ computer, timeoutMs: 3000 })
  await oneCall(python, 'import time')
  const stop = new AbortController()
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    if (String(input).endsWith('/cells')) {
      stop.abort(new Error('Stopped.'))
      await computer().fetch('http://container/interruptions', { method: 'POST', body: '' })
    }
    return computer().fetch(String(input), init)
  }
  const late = new ContainerPython({ computer: () => ({ fetch }), timeoutMs: 3000 })
  const code = 'try: time.sleep(60)\nexcept KeyboardInterrupt as cut: left = str(cut)'
  await expect(oneCall(late, code, stop.signal)).rejects.toThrow('Stopped.')
  expect(await oneCall(python, 'left')).toMatchObject({ shown: [{ text: "'stop'" }] })
})

test('an earlier cell that does not end is told to once, and then is what the sentence says', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const asked: string[] = []
    const fetch = async (input: RequestInfo | URL) => {
      const { pathname } = new URL(String(input))
      asked.push(pathname)
      return pathname === '/interruptions' ? Response.json({}) : new Response('A cell is running.', { status: 409 })
    }
    const failure = new Machine(() => ({ fetch })).prepare([], new AbortController().signal).catch(String)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await failure).toMatch(/earlier cell still runs .* Try again in a moment/)
    expect(asked.slice(0, 3)).toEqual(['/manifests', '/interruptions', '/manifests'])
    expect(asked.filter((path) => path === '/interruptions')).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})
