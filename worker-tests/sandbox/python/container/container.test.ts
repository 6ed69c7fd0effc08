import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { ToolError } from '../../../../src/agent/tool'
import { ContainerPython } from '../../../../src/sandbox/python/container/container-python'
import type { Turn, TurnReceipt } from '../../../../src/wire/turns'
import { client } from '../../../support/client'
import { runCells } from '../../../support/python'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../../../support/scripted-model'
import { nowhere } from '../../../support/tool-call'
import { inWorkspace } from '../../../support/workspace'
import { pythonContract } from '../contract'

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

/** A cell in a container whose server was taken over and answers whatever it likes. */
function runAgainst(answers: Record<string, () => Response>) {
  const fetch = async (input: RequestInfo | URL) =>
    answers[new URL(String(input)).pathname]?.() ?? Response.json({ missing: ['a.txt', '../../secret'] })
  const python = new ContainerPython({ computer: () => ({ fetch }) as Fetcher, timeoutMs: 1000 })
  return inWorkspace(async (place) => {
    await place.upload('a.txt', 'a')
    let outcome: unknown
    await place.change(async (files) => {
      outcome = await python.run(
        { code: '1', restart: false, onOutput() {} },
        {
          files,
          bytesOf: async (path) => (await files.read(path)).bytes(),
          shell: { run: () => nowhere.fetch('').then(() => ({ output: '', exitCode: 1, notes: [] })) },
          signal: new AbortController().signal,
          state: undefined,
        },
      )
    })
    return outcome
  })
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
  expect(outcome).toMatchObject({ outcome: { notes: [expect.stringMatching(/workspace/)] } })
})
