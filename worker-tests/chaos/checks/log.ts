import type { LogEvent } from '../../../src/wire/events'
import type { MessagePage } from '../../../src/wire/messages'
import { type Conversation, cursorOf, isTerminal, numberOf } from '../clients/conversation.ts'
import { EventStream } from '../clients/event-stream.ts'
import { ask } from '../clients/requests.ts'
import type { World } from '../world/world.ts'

export interface Row {
  number: number
  data: string
  event: LogEvent
}

/** Resumed from this many random places at the end. */
const RESUMES = 4

/** Reads a conversation's log from its start, holds it against what was ever received, and resumes it at random. */
export async function checkLog(world: World, conversation: Conversation): Promise<Row[]> {
  const { body } = await ask<MessagePage>(world, { path: `${conversation.path}/messages` })
  const last = numberOf(body.cursor)
  const rows = await readLog(world, conversation, 0, last)
  checkSeen(world, conversation, rows)
  checkEndings(world, conversation, rows)
  for (let n = 0; n < RESUMES; n++) await checkResume(world, conversation, rows)
  await checkCursors(world, conversation, last)
  return rows
}

async function readLog(world: World, conversation: Conversation, after: number, last: number): Promise<Row[]> {
  const rows: Row[] = []
  const query = after === 0 ? '' : `?after=${cursorOf(after)}`
  const stream = await EventStream.open(world, { path: `${conversation.path}/events${query}` })
  const silence = setTimeout(() => stream?.close(), 10_000)
  if (after < last) {
    for await (const { cursor, data } of stream?.frames() ?? []) {
      if (cursor === '') continue
      const number = numberOf(cursor)
      const told = () => `${conversation.id}: event ${number} stands after ${rows.at(-1)?.number ?? after}`
      world.tally.holds('I1', number === (rows.at(-1)?.number ?? after) + 1, told)
      rows.push({ number, data, event: JSON.parse(data) })
      if (number >= last) break
    }
  }
  clearTimeout(silence)
  stream?.close()
  const end = rows.at(-1)?.number ?? after
  world.tally.holds(
    'I4',
    end === last,
    () => `${conversation.id}: after ${after} the log ends at ${end} instead of ${last}`,
  )
  return rows
}

function checkSeen({ tally }: World, { id, seen }: Conversation, rows: Row[]): void {
  const stored = new Map(rows.map(({ number, data }) => [number, data]))
  for (const [number, data] of seen) {
    const told = () => `${id} event ${number} was received as ${data} and is ${stored.get(number) ?? 'gone'}`
    tally.holds('I2', stored.get(number) === data, told)
  }
}

function checkEndings({ tally }: World, { id, sent }: Conversation, rows: Row[]): void {
  for (const { messageId, turnIds } of sent) {
    const [turnId] = turnIds
    const ours = rows.filter(({ event }) => 'turnId' in event && event.turnId === turnId)
    const ends = ours.filter(({ event }) => isTerminal(event))
    const types = ours.map(({ event }) => event.type).join(' ')
    tally.holds('I3', ends.length === 1 && ours.at(-1) === ends[0], () => `${id} ${messageId}: ${types}`)
  }
}

async function checkResume(world: World, conversation: Conversation, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const from = world.random.between(0, rows.length - 1)
  const rest = await readLog(world, conversation, from, rows.length)
  const isSame = rest.length === rows.length - from && rest.every(({ data }, n) => data === rows[from + n]?.data)
  world.tally.holds('I4', isSame, () => `${conversation.id}: the rest after ${from} differs from the log`)
}

async function checkCursors(world: World, conversation: Conversation, last: number): Promise<void> {
  for (const cursor of ['nonsense', cursorOf(last + 1)]) {
    const stream = await EventStream.open(world, { path: `${conversation.path}/events?after=${cursor}` })
    const status = stream?.status
    stream?.close()
    world.tally.holds('I4', status === 400, () => `${conversation.id}: the cursor ${cursor} answered ${status}`)
  }
}
