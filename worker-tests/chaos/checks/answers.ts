import type { LogEvent } from '../../../src/wire/events'
import type { MessagePage } from '../../../src/wire/messages'
import type { Turn } from '../../../src/wire/turns'
import { type Conversation, numberOf, type Sent } from '../clients/conversation.ts'
import { ask } from '../clients/requests.ts'
import type { World } from '../world/world.ts'
import type { Row } from './log.ts'

/** I5, I9, I11 and I14 for every message of a conversation; answers the turns as the server tells of them. */
export async function checkAnswers(world: World, conversation: Conversation, rows: Row[]): Promise<Turn[]> {
  const { body: page } = await ask<MessagePage>(world, { path: `${conversation.path}/messages?limit=200` })
  const turns: Turn[] = []
  for (const sent of conversation.sent) {
    const turn = await turnOf(world, conversation, sent)
    turns.push(turn)
    checkIdentity(world, sent, rows)
    checkEnd(world, conversation, sent, turn)
    checkText(world, { turn, page, rows })
    checkWords(world, sent, turn, rows)
  }
  return turns
}

async function turnOf(world: World, { path }: Conversation, { turnIds }: Sent): Promise<Turn> {
  const [turnId] = turnIds
  const { body } = await ask<Turn>(world, { path: `${path}/turns/${turnId}` })
  return body
}

function checkIdentity({ tally }: World, { messageId, turnIds }: Sent, rows: Row[]): void {
  const told = new Set(
    rows.flatMap(({ event }) => ('messageId' in event && event.messageId === messageId ? [event.turnId] : [])),
  )
  tally.holds(
    'I5',
    told.size === 1 && turnIds.size === 1,
    () => `${messageId} is told with the turns ${[...told].join(', ')}`,
  )
}

/** Only who asked for a stop gets one; who got it keeps it. */
function checkEnd({ tally }: World, conversation: Conversation, sent: Sent, turn: Turn): void {
  const { messageId, isAskedToStop, stopStatus, isAlone } = sent
  if (stopStatus !== undefined)
    tally.holds('I9', turn.status === stopStatus, () => `${messageId} was ${stopStatus} and is ${turn.status}`)
  if (isAskedToStop || conversation.hasInterrupts) return
  const told = () => `${messageId} was stopped, and nobody asked for it${isAlone ? ' or watched' : ''}`
  tally.holds('I11', turn.status === 'completed' || turn.status === 'failed', told)
}

function checkText({ tally }: World, { turn, page, rows }: { turn: Turn; page: MessagePage; rows: Row[] }): void {
  const message = page.messages.find(({ id }) => id === turn.answerId)
  if (!message) return
  for (const type of ['text', 'reasoning'] as const) {
    const kept = message.parts.map((part) => (part.type === type ? part.text : '')).join('')
    const told = undiscarded(turn.id, type, rows)
    tally.holds(
      'I14',
      kept === told,
      () => `${turn.conversationId} ${turn.id} (${turn.status}): the ${type} ${kept} was told as ${told}`,
    )
  }
}

export function undiscarded(turnId: string, type: 'text' | 'reasoning', rows: Row[]): string {
  const pieces: { number: number; text: string }[] = []
  for (const { number, event } of rows) {
    if (!isOf(event, turnId)) continue
    if ((event.type === 'text.delta' || event.type === 'reasoning.delta') && event.type === `${type}.delta`)
      pieces.push({ number, text: event.text })
    if (event.type !== 'step.restarted') continue
    const from = numberOf(event.discardAfter)
    while ((pieces.at(-1)?.number ?? 0) > from) pieces.pop()
  }
  return pieces.map(({ text }) => text).join('')
}

function isOf(event: LogEvent, turnId: string): event is Extract<LogEvent, { turnId: string }> {
  return 'turnId' in event && event.turnId === turnId
}

/** The answer is what the model said: whole answers in their order, and, unless completed, a part of one more. */
function checkWords({ tally, provider }: World, { messageId }: Sent, turn: Turn, rows: Row[]): void {
  let rest = undiscarded(turn.id, 'text', rows)
  const calls = provider.callsOf(messageId)
  for (const { text, isWhole } of calls) if (isWhole && rest.startsWith(text)) rest = rest.slice(text.length)
  const isKept = rest === '' || (turn.status !== 'completed' && calls.some(({ text }) => text.startsWith(rest)))
  tally.holds('I14', isKept, () => `${messageId} (${turn.status}): the model never said ${rest}`)
}
