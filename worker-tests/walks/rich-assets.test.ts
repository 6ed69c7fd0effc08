import { abortAllDurableObjects, evictDurableObject } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import type { Attachment } from '../../src/wire/attachments'
import type { MessagePage } from '../../src/wire/messages'
import { Preview } from '../../src/wire/preview'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { sessionOf } from '../support/objects'
import { png } from '../support/pictures'
import { analysisOf, DEPLOY, MONTHS, PACK, REPORT, SALES, WRITE_REPORT } from '../support/report-walk'
import { eventsUntil, scriptedModel } from '../support/scripted-model'

// A cold start of Python is seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const account = 'analyst'
const owner = client(account)

const analysis = analysisOf('data/sales.csv')

test('a CSV becomes a chart and a table, a zip and a report; all of it is seen again without running anything', async () => {
  const model = scriptedModel()
  const { id } = await owner.newConversation()
  const home = `/api/conversations/${id}`
  await owner.put(`${home}/files/data/sales.csv`, SALES)
  await owner.put(`${home}/files/logo.png`, await png(6, 4))
  await owner.put(`${home}/files/notes.md`, '# What to look at\n')

  model.script(
    [
      { call: 'mshtools-read_file', input: { file_path: '/mnt/okcomputer/data/sales.csv' } },
      { call: 'mshtools-read_file', input: { file_path: 'logo.png' } },
      { call: 'mshtools-read_file', input: { file_path: 'notes.md' } },
    ],
    [{ call: 'mshtools-ipython', input: { code: analysis } }],
    [{ call: 'mshtools-write_file', input: WRITE_REPORT }],
    [{ call: 'mshtools-shell', input: PACK }],
    [{ call: 'mshtools-deploy_website', input: DEPLOY }],
    [{ call: 'mshtools-ipython', input: { code: "print('once more')\n1 / 0" } }],
    [{ text: 'The report is online.' }],
  )
  const { cursor } = await owner.post<TurnReceipt>(`${home}/turns`, { messageId: 'm1', text: 'Show my sales' })
  await eventsUntil(id, 'turn.completed', { after: cursor, account })
  const before = await owner.get<MessagePage>(`${home}/messages`)
  const asked = model.asks.length

  // What was shown does not change with the files.
  await owner.put(`${home}/files/data/sales.csv`, 'month\n')
  await owner.delete(`${home}/files/logo.png`)
  await evictDurableObject(sessionOf(id))
  await abortAllDurableObjects()

  const { messages } = await owner.get<MessagePage>(`${home}/messages`)
  expect(messages).toEqual(before.messages)
  const calls = (messages.at(-1)?.parts ?? []).flatMap((part) => (part.type === 'tool' ? part : []))
  const previews = calls.map(({ preview }) => Preview.parse(preview))
  const [table, logo, notes, code, , zip, site, failed] = previews
  if (table?.kind !== 'table' || logo?.kind !== 'image' || code?.kind !== 'code' || site?.kind !== 'site') {
    throw new Error(`They are ${previews.map(({ kind }) => kind)}.`)
  }
  expect(table.table).toMatchObject({ columns: ['month', 'product', 'sold'], totalRows: 600 })
  expect(table.table.rows[1]).toEqual(['Feb', 'Tea, 1', 1])
  expect(table.table.rows).toHaveLength(200)
  expect(logo).toMatchObject({ path: 'logo.png', width: 6, height: 4 })
  expect(notes).toEqual({ kind: 'markdown', title: 'notes.md', path: 'notes.md', text: '# What to look at' })
  expect(zip).toMatchObject({
    kind: 'terminal',
    title: 'Pack the report',
    exitCode: 0,
    text: expect.stringContaining('3 files'),
  })
  expect(await (await owner.fetch(site.url ?? '')).text()).toBe(REPORT)
  expect(failed).toMatchObject({
    kind: 'code',
    failed: true,
    outputs: [
      { text: 'once more' },
      { kind: 'text', text: expect.stringMatching(/^Traceback[\s\S]*ZeroDivisionError/) },
    ],
  })

  const [printed, chart, shown] = code.outputs
  expect(code).toMatchObject({ failed: false, language: 'python', code: analysis })
  expect(code.outputs).toHaveLength(3)
  expect(printed).toEqual({ kind: 'text', title: '', text: '600 rows' })
  if (chart?.kind !== 'chart' || shown?.kind !== 'table') throw new Error('The cell shows no chart and table.')
  expect(chart).toMatchObject({
    title: 'Sold by month',
    chart: {
      type: 'bar',
      x: MONTHS,
      series: [{ name: '', values: [59700, 59900, 60100] }],
      xLabel: '',
      yLabel: 'pieces',
    },
  })
  expect(shown).toMatchObject({ title: 'sales', table: { columns: ['month', 'product', 'sold'], totalRows: 600 } })

  const bytes = async (attachment: Attachment | null | undefined) => {
    const response = await owner.fetch(`${home}/attachments/${attachment?.attachmentId}`)
    const body = await response.bytes()
    expect([response.status, body.length]).toEqual([200, attachment?.sizeBytes])
    return body
  }
  const words = async (attachment: Attachment | null | undefined) => new TextDecoder().decode(await bytes(attachment))
  expect(await words(table.table.data)).toBe(SALES)
  expect(await words(shown.table.data)).toBe(SALES)
  expect(await words(chart.attachment)).toMatch(/^<svg xmlns=.*Sold by month/s)
  expect(await bytes(logo.attachment)).toEqual(await png(6, 4))
  expect(model.asks).toHaveLength(asked)
})
