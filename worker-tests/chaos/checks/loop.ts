import type { LogEvent } from '../../../src/wire/events'
import { type Conversation, isTerminal } from '../clients/conversation.ts'
import type { World } from '../world/world.ts'
import type { Row } from './log.ts'

/** The wait before each restart, in seconds, as I10 gives it. */
const WAITS_S = [0, 1, 2, 4, 8, 16, 32, 60]
const HOPE_MS = 5 * 60_000

/** Times in the log are whole milliseconds, and timers may come a little early. */
const EARLY_MS = 20

type TurnEvent = Extract<LogEvent, { turnId: string }>

/** I6 and I10 as a turn's own events tell them: every step and call begins once, and restarts wait as they should. */
export function checkLoops(world: World, conversation: Conversation, rows: Row[]): void {
  const turns = Map.groupBy(rows.map(({ event }) => event).filter(isOfTurn), ({ turnId }) => turnId)
  checkOneByOne(world, conversation, rows)
  for (const [turnId, events] of turns) {
    checkOrder(world, `${conversation.id} ${turnId}`, events)
    checkWaits(world, `${conversation.id} ${turnId}`, events)
  }
}

/** A conversation runs one turn at a time. */
function checkOneByOne({ tally }: World, { id }: Conversation, rows: Row[]): void {
  let running = ''
  for (const { event } of rows) {
    if (isTerminal(event) && event.turnId === running) running = ''
    if (event.type !== 'turn.started') continue
    tally.holds('I6', running === '', () => `${id}: ${event.turnId} starts while ${running} runs`)
    running = event.turnId
  }
}

function isOfTurn(event: LogEvent): event is TurnEvent {
  return 'turnId' in event
}

/** Two loops would begin a step or a call twice, or speak while none is open. */
function checkOrder({ tally }: World, where: string, events: TurnEvent[]): void {
  let step = 0
  let isOpen = false
  const begun = new Set<string>()
  const ended = new Set<string>()
  const hold = (isTrue: boolean, what: string) => tally.holds('I6', isTrue, () => `${where}: ${what}`)
  for (const event of events) {
    if (event.type === 'step.started') {
      hold(!isOpen && event.step === step + 1, `step ${event.step} starts after step ${step}`)
      step = event.step
      isOpen = true
    }
    if (event.type === 'step.restarted')
      hold(isOpen && event.step === step, `step ${event.step} restarts in step ${step}`)
    if (event.type === 'text.delta' || event.type === 'reasoning.delta')
      hold(isOpen, `words outside a step: ${event.text}`)
    if (event.type === 'step.completed') {
      hold(isOpen && event.step === step, `step ${event.step} completes in step ${step}`)
      isOpen = false
    }
    if (event.type === 'tool.started') {
      hold(!isOpen && !begun.has(event.invocationId), `${event.invocationId} starts again`)
      begun.add(event.invocationId)
    }
    if (event.type === 'tool.completed') {
      hold(!ended.has(event.invocationId), `${event.invocationId} completes again`)
      ended.add(event.invocationId)
    }
  }
}

function checkWaits({ tally }: World, where: string, events: TurnEvent[]): void {
  let restarts = 0
  let firstAt = 0
  for (const [n, event] of events.entries()) {
    if (event.type === 'step.completed' || event.type === 'tool.completed') restarts = 0
    if (event.type === 'turn.recovering') {
      if (restarts === 0) firstAt = event.at
      const waitMs = 1000 * (WAITS_S[Math.min(restarts, WAITS_S.length - 1)] ?? 0)
      restarts += 1
      const resumedAt = resumption(events.slice(n + 1))
      const waitedMs = resumedAt === undefined ? waitMs : resumedAt - event.at
      tally.holds(
        'I10',
        waitedMs >= waitMs - EARLY_MS,
        () => `${where}: restart ${restarts} waited ${waitedMs} ms, not ${waitMs}`,
      )
    }
    if (event.type !== 'turn.failed' || event.error.code !== 'interrupted') continue
    const tried = event.at - firstAt
    tally.holds(
      'I10',
      restarts >= 5 && tried > HOPE_MS,
      () => `${where}: gave up after ${restarts} restarts in ${tried} ms`,
    )
  }
}

/** When the loop was back at work; undefined where another restart or the turn's end came first. */
function resumption(after: TurnEvent[]): number | undefined {
  const end = after.find(({ type }) => type === 'turn.stopped' || type === 'turn.failed')
  const next = after.find(({ type }) => type !== 'message.added' && type !== 'turn.queued')
  if (!next || next.type === 'turn.recovering' || next.at === end?.at) return undefined
  return next.at
}
