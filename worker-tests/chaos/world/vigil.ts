import { performance } from 'node:perf_hooks'
import type { ModelCall } from './provider.ts'
import type { World } from './world.ts'

/** What the server sent before it acknowledged a stop may still be on its way to a busy machine. */
const ON_ITS_WAY_MS = 500

/** A connection that lost its turn is closed within a second. */
const ABORT_MAX_MS = 1000

/** Watches from the outside, all the time, for a second loop (I6) and for what a stopped turn still does (I9). */
export function keepVigil(world: World): void {
  world.provider.onCall = (call) => {
    startsNothing(world, call.messageId, 'model call')
    for (const other of world.provider.callsOf(call.messageId))
      if (other !== call && !other.isClosed) expectClosed(world, call, other)
    if (world.provider.callsOf(call.messageId).length === 1) world.tally.holds('I6', true, () => '')
  }
  world.counter.onKnock = ({ messageId, token }) => startsNothing(world, messageId, `tool call ${token}`)
}

/** A stop was acknowledged: from here on nothing of the turn begins, and what the model still says is cut off. */
export function noteStop(world: World, messageId: string): void {
  if (world.stopped.has(messageId)) return
  world.stopped.set(messageId, performance.now())
  for (const call of world.provider.callsOf(messageId)) if (!call.isClosed) expectAborted(world, call)
}

function expectAborted({ tally }: World, call: ModelCall): void {
  const told = () => `${call.messageId}: ${call.id} was still connected 1 s after the stop`
  afterAbort(() => tally.holds('I9', call.isClosed, told))
}

function startsNothing({ stopped, tally }: World, messageId: string, what: string): void {
  const stoppedAt = stopped.get(messageId)
  const late = stoppedAt === undefined ? 0 : performance.now() - stoppedAt
  tally.holds('I9', late < ON_ITS_WAY_MS, () => `${messageId}: a ${what} began ${Math.round(late)} ms after the stop`)
}

function expectClosed({ tally }: World, call: ModelCall, other: ModelCall): void {
  const told = () =>
    `${call.messageId}: ${other.id} (step ${other.step}) still ran 1 s after ${call.id} (step ${call.step}) began`
  afterAbort(() => tally.holds('I6', other.isClosed, told))
}

/** A busy event loop runs a due timer before the close that came long ago, so it hears that first. */
function afterAbort(look: () => void): void {
  setTimeout(() => setImmediate(look), ABORT_MAX_MS)
}
