import { abortAllDurableObjects, evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import type { TurnReceipt } from '../../../src/wire/turns'
import { client } from '../../support/client'
import { runCells } from '../../support/python'
import { eventsUntil, type ScriptedModel, scriptedModel } from '../../support/scripted-model'
import { pythonContract } from './contract'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

pythonContract('in an isolate', () => model)

test('variables live on over an eviction and a restart of everything', async () => {
  const { id } = await owner.newConversation()
  const startedAt = Date.now()
  await runCells(model, id, 'import json\nx = 41\ndef inc(n): return n + 1', 'inc(x)')
  console.log(`cold start, and a base for later ones: ${Date.now() - startedAt} ms with two cells`)
  await evictDurableObject(env.SESSIONS.get(env.SESSIONS.idFromName(id)))
  const wokenAt = Date.now()
  expect(await runCells(model, id, 'x = inc(x)\njson.dumps([x])')).toEqual([{ result: "'[42]'" }])
  console.log(`restored after an eviction: ${Date.now() - wokenAt} ms with a cell and its snapshot`)
  await abortAllDurableObjects()
  expect(await runCells(model, id, 'x')).toEqual([{ result: '42' }])
})

test('what a stopped call did to its variables is not kept', async () => {
  const { id } = await owner.newConversation()
  await runCells(model, id, 'n = 1')
  const code = 'print("begun")\nn = 99\nimport time\nwhile True: time.sleep(0.01)'
  model.script([{ call: 'mshtools-ipython', input: { code } }])
  const home = `/api/conversations/${id}`
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, { messageId: 'loop', text: 'Loop' })
  await eventsUntil(id, 'tool.progress', { after: cursor })
  await owner.post(`${home}/turns/${turnId}/cancellation`)
  expect(await runCells(model, id, 'n')).toEqual([{ result: '1' }])
})

test('what is not there says what there is instead', async () => {
  const { id } = await owner.newConversation()
  const [missing, outside] = await runCells(
    model,
    id,
    'import numpy',
    "import urllib.request\nurllib.request.urlopen('https://example.com/')",
  )
  expect(missing?.error).toContain('numpy is compiled code that cannot be loaded here. There is instead')
  expect(outside?.error).toContain('Python has no network of its own. Use curl as a !command')
})
