import { expect, test, vi } from 'vitest'
import type { TurnReceipt } from '../../../src/wire/turns'
import { client } from '../../support/client'
import { runCells } from '../../support/python'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../../support/scripted-model'

/** Code that only a limit ends. */
const PAST_LIMITS = {
  'an endless loop': 'while True: pass',
  'endless recursion': 'def deeper(n): return deeper(n + 1)\ndeeper(0)',
  '2 GB of list': 'big = [0] * 500_000_000',
  'an endless print': 'while True: print("x" * 1000)',
}

/** What Python does wherever it runs, through the door. */
export function pythonContract(where: string, model: () => ScriptedModel): void {
  // A cold start is seconds on a busy machine.
  vi.setConfig({ testTimeout: 120_000 })

  const owner = client()

  test(`${where}: variables, functions and imports live between calls, and a restart forgets them`, async () => {
    const { id } = await owner.newConversation()
    const [first, second] = await runCells(
      model(),
      id,
      'import json\nx = 41\ndef inc(n): return n + 1',
      'print("hi")\ninc(x)',
    )
    expect(first).toEqual({})
    expect(second).toEqual({ output: 'hi\n', result: '42' })
    expect(await runCells(model(), id, 'x = inc(x)\njson.dumps([x])')).toEqual([{ result: "'[42]'" }])
    const [fresh, waits] = await runCells(
      model(),
      id,
      { code: 'x', restart: true },
      'import asyncio\nawait asyncio.sleep(0.01)\n7',
    )
    expect(fresh?.error).toContain("NameError: name 'x' is not defined")
    expect(waits).toEqual({ result: '7' })
  })

  test(`${where}: files go both ways`, async () => {
    const { id } = await owner.newConversation({ 'data/a.csv': 'n,v\na,1\nb,2\n', 'old.txt': 'old', 'gone.txt': 'x' })
    const [read, change] = await runCells(
      model(),
      id,
      "import csv, os\nrows = list(csv.DictReader(open('data/a.csv')))\nprint(sorted(os.listdir('.')), os.path.getsize('old.txt'))\nsum(int(r['v']) for r in rows)",
      "import shutil\nos.makedirs('output/new', exist_ok=True)\nopen('output/new/b.txt','w').write('hello')\nos.remove('gone.txt')\nos.rename('old.txt', 'renamed.txt')\nshutil.copy('data/a.csv', 'copy.csv')\nopen('data/a.csv','a').write('c,3\\n')\n!ls output/new && cat output/new/b.txt\n!echo shell > made.txt\nopen('made.txt').read()",
    )
    expect(read).toEqual({ output: "['data', 'gone.txt', 'old.txt', 'output'] 3\n", result: '3' })
    expect(change).toEqual({ output: 'b.txt\nhello', result: "'shell\\n'" })
    const file = async (path: string) => (await owner.fetch(`/api/conversations/${id}/files/${path}`)).text()
    expect(await file('output/new/b.txt')).toBe('hello')
    expect(await file('renamed.txt')).toBe('old')
    expect(await file('copy.csv')).toBe('n,v\na,1\nb,2\n')
    expect(await file('data/a.csv')).toBe('n,v\na,1\nb,2\nc,3\n')
    const { files } = await owner.get<{ files: { path: string }[] }>(`/api/conversations/${id}/files`)
    expect(files.map(({ path }) => path)).not.toContain('gone.txt')
  })

  test(`${where}: each limit ends its call and nothing more, and the variables of before are there`, async () => {
    const { id } = await owner.newConversation()
    const cells = ['kept = 7', ...Object.values(PAST_LIMITS), 'kept']
    const [, loop, recursion, list, print, after] = await runCells(model(), id, ...cells)
    expect(loop?.error).toMatch(/^Traceback[\s\S]*<cell 2>", line 1[\s\S]*Cut: time$/)
    expect(loop?.notes).toEqual([expect.stringContaining('the time for one call was over')])
    expect(recursion?.error).toContain('RecursionError: maximum recursion depth exceeded')
    expect(list?.error).toMatch(/MemoryError\nPython has \d+ MiB here\./)
    expect(print?.notes).toEqual([
      expect.stringContaining('printed more than 2 MiB'),
      expect.stringContaining('the whole is in /mnt/okcomputer/tool-output/'),
    ])
    expect(after).toEqual({ result: '7' })
  })

  test(`${where}: within a second of each limit another conversation answers`, async () => {
    const [busy, other] = [await owner.newConversation(), await owner.newConversation()]
    const cells = Object.values(PAST_LIMITS).map((code) => [{ call: 'mshtools-ipython', input: { code } }])
    scriptedModel(undefined, (messages) => {
      const isOther = JSON.stringify(messages.at(-1)).includes('Are you there?')
      return isOther ? [{ text: 'Here.' }] : (cells.shift() ?? [{ text: 'Done.' }])
    })
    const message = { messageId: 'limits', text: 'Go' }
    let { cursor: after } = await owner.post<TurnReceipt>(`/api/conversations/${busy.id}/turns`, message)
    for (const limit of Object.keys(PAST_LIMITS)) {
      const [reached] = (await eventsUntil(busy.id, 'tool.completed', { after })).slice(-1)
      after = reached?.id ?? ''
      const question = { conversation_id: other.id, message: 'Are you there?', stream: false }
      const { reply } = await owner.post<{ reply: string }>('/api/chat', question)
      const waited = Date.now() - Number(reached?.data.at)
      console.log(`${where}: ${waited} ms after ${limit} reached its limit another conversation had answered`)
      expect(reply).toBe('Here.')
      expect(waited, limit).toBeLessThan(1000)
    }
    await eventsUntil(busy.id, 'turn.completed', { after })
  })

  test(`${where}: while one conversation waits, another answers; Stop ends it, and none of its files are kept`, async () => {
    const [busy, other] = [await owner.newConversation(), await owner.newConversation()]
    await runCells(model(), busy.id, 'n = 1')
    await runCells(model(), other.id, 'n = 2')
    const code = 'print("begun")\nopen("half.txt", "w").write("x")\nimport time\nwhile True: time.sleep(0.01)'
    model().script([{ call: 'mshtools-ipython', input: { code } }])
    const home = `/api/conversations/${busy.id}`
    const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, { messageId: 'loop', text: 'Loop' })
    await eventsUntil(busy.id, 'tool.progress', { after: cursor })
    const startedAt = Date.now()
    await owner.get(`/api/conversations/${other.id}/messages`)
    console.log(`${where}: another conversation answered after ${Date.now() - startedAt} ms, while one waited`)
    expect(Date.now() - startedAt).toBeLessThan(1000)
    expect(await runCells(model(), other.id, 'n')).toEqual([{ result: '2' }])
    await owner.post(`${home}/turns/${turnId}/cancellation`)
    expect(await runCells(model(), busy.id, 'import os\nn, os.path.exists("half.txt")')).toEqual([
      { result: '(1, False)' },
    ])
  })

  test(`${where}: a chart of the module plot is a picture in the workspace`, async () => {
    const { id } = await owner.newConversation()
    const [chart] = await runCells(
      model(),
      id,
      "import plot\ndisplay(plot.bar(['a', 'b'], [1, 2], title='Two'))\nplot.line([1, 2, 3])",
    )
    expect(chart).toMatchObject({ displayed: ["<Chart 'Two'>"], result: '<Chart>' })
    expect(chart?.pictures).toHaveLength(2)
    const path = String(chart?.pictures?.[0]).replace('/mnt/okcomputer/', '')
    const svg = await (await owner.fetch(`/api/conversations/${id}/files/${path}`)).text()
    expect(svg).toMatch(/^<svg xmlns=.*>Two<\/text>/s)
  })
}
