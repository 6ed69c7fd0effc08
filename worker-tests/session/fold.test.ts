import { beforeEach, expect, test } from 'vitest'
import type { Message, MessagePage, MessagePart } from '../../src/wire/messages'
import type { TurnReceipt } from '../../src/wire/turns'
import { client } from '../support/client'
import { eventsUntil, type Piece, type ScriptedModel, type Sse, scriptedModel } from '../support/scripted-model'

const owner = client()
let model: ScriptedModel
beforeEach(() => {
  model = scriptedModel()
})

/** What a reader knows of a conversation: messages by id, their parts reduced to what both the pages and the events tell. */
type Known = Map<string, { parentId: string | null; role: string; parts: string[] }>

function knownFrom({ messages }: MessagePage): Known {
  return new Map(
    messages.map((message) => [
      message.id,
      { parentId: message.parentId, role: message.role, parts: message.parts.map(brief) },
    ]),
  )
}

/** Applies events to a page as any client would, refusing what would show a thing twice. */
function fold(known: Known, events: Sse[]): Known {
  const answers = new Map<string, string>()
  for (const { data } of events) {
    const parts = known.get(answers.get(String(data.turnId)) ?? '')?.parts
    if (data.type === 'message.added') {
      const { messageId, parentId, role, turnId } = data as unknown as {
        messageId: string
        parentId: string | null
        role: string
        turnId: string
      }
      expect(known.has(messageId), 'A message of the page came again as an event.').toBe(false)
      known.set(messageId, { parentId, role, parts: (data.parts as MessagePart[]).map(brief) })
      if (role === 'assistant') answers.set(turnId, messageId)
    } else if (data.type === 'text.delta' || data.type === 'reasoning.delta') {
      expect(parts, 'Words came for an answer that nobody announced.').toBeDefined()
      const kind = data.type.split('.')[0]
      if (parts?.at(-1)?.startsWith(`${kind}:`)) parts.push(`${parts.pop()}${data.text}`)
      else parts?.push(`${kind}:${data.text}`)
    } else if (data.type === 'tool.completed') parts?.push(`tool:${data.invocationId}:${data.status}`)
  }
  return known
}

function brief(part: MessagePart): string {
  if (part.type === 'tool') return `tool:${part.invocationId}:${part.status}`
  return part.type === 'file' ? `file:${part.path}` : `${part.type}:${part.text}`
}

test('a page and the events after its cursor miss and double nothing, at whatever moment it is read', async () => {
  const gates = Array.from({ length: 14 }, () => Promise.withResolvers<void>())
  const reached = gates.map(() => Promise.withResolvers<void>())
  const gate = (index: number): Piece => ({
    get until() {
      reached[index]?.resolve()
      return gates[index]?.promise ?? Promise.resolve()
    },
  })
  const write = (name: string) => ({ call: 'mshtools-write_file', input: { file_path: name, content: name } })
  model.script(
    [
      gate(0),
      { reasoning: 'Hm.' },
      gate(1),
      { text: 'One ' },
      gate(2),
      { text: 'two.' },
      gate(3),
      write('a.txt'),
      gate(4),
      write('b.txt'),
    ],
    [gate(5), { text: 'Three.' }, gate(6)],
    [gate(7), { text: 'Four ' }, gate(8), write('c.txt'), gate(9)],
    [gate(10), { text: 'five.' }, gate(11)],
    [gate(12), { text: 'Six.' }, gate(13)],
  )
  const { id } = await owner.newConversation({ 'up.csv': 'a,b' })
  const send = (messageId: string) =>
    owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, { messageId, text: messageId })
  const pages: MessagePage[] = []
  const look = async () => void pages.push(await owner.get<MessagePage>(`/api/conversations/${id}/messages?limit=200`))

  await look()
  await send('m1')
  await look()
  await send('m2')
  await look()
  for (const [index, each] of gates.entries()) {
    await reached[index]?.promise
    if (index === 4) await send('m3')
    await look()
    each.resolve()
    await Promise.all(Array.from({ length: 4 }, look))
  }
  const lastTurn = (await send('m3')).turnId
  await eventsUntil(id, ({ data }) => data.type === 'turn.completed' && data.turnId === lastTurn)
  await look()

  const end = pages.at(-1)
  if (!end) throw new Error('Nothing was read.')
  expect(end.messages.map(({ role }: Message) => role)).toEqual([
    'user',
    'assistant',
    'user',
    'assistant',
    'user',
    'assistant',
  ])
  const whole = knownFrom(end)
  expect(new Set(pages.map(({ cursor }) => cursor)).size, 'The pages were read at different moments.').toBeGreaterThan(
    3,
  )
  for (const page of pages) {
    const rest =
      page.cursor === end.cursor
        ? []
        : await eventsUntil(id, ({ id: cursor }) => cursor === end.cursor, { after: page.cursor })
    expect(Object.fromEntries(fold(knownFrom(page), rest))).toEqual(Object.fromEntries(whole))
  }
})

test('older pages join without gap, however small they are', async () => {
  const { id } = await owner.newConversation()
  for (let index = 0; index < 5; index++) {
    model.script([{ text: `Answer ${index}` }])
    const { cursor } = await owner.post<TurnReceipt>(`/api/conversations/${id}/turns`, {
      messageId: `m${index}`,
      text: `Question ${index}`,
    })
    await eventsUntil(id, 'turn.completed', { after: cursor })
  }
  const all = await owner.get<MessagePage>(`/api/conversations/${id}/messages`)
  expect(all.before).toBeNull()
  for (const limit of [1, 3, 10]) {
    const joined: Message[] = []
    let before: string | null = ''
    while (before !== null) {
      const page: MessagePage = await owner.get(
        `/api/conversations/${id}/messages?limit=${limit}${before && `&before=${before}`}`,
      )
      expect(page.messages.length).toBeLessThanOrEqual(limit)
      joined.unshift(...page.messages)
      before = page.before
    }
    expect(joined).toEqual(all.messages)
  }
})
