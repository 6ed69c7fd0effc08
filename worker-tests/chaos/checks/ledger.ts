import type { Turn } from '../../../src/wire/turns'
import type { Conversation } from '../clients/conversation.ts'
import { ask } from '../clients/requests.ts'
import type { Deed } from '../world/counter.ts'
import type { World } from '../world/world.ts'

type Invocation = Turn['invocations'][number]

/** I7: what the ledger says of each call is what happened outside and in the workspace. */
export async function checkLedger(world: World, conversation: Conversation, turns: Turn[]): Promise<void> {
  const notes = await notesOf(world, conversation)
  const known = new Set<string>()
  for (const turn of turns) {
    for (const invocation of turn.invocations) {
      const deed = world.counter.deeds.get(tokenOf(invocation.input))
      if (!deed) continue
      known.add(deed.token)
      const told = () => `${conversation.id} ${invocation.invocationId} (${invocation.status}): ${JSON.stringify(deed)}`
      world.tally.holds('I7', agrees(invocation, deed, notes), told)
      checkTold(world, turn, invocation, deed)
    }
  }
  checkUnknownDeeds(world, conversation, known)
}

function agrees({ invocationId, status, effect }: Invocation, deed: Deed, notes: Map<string, number>): boolean {
  const keys = new Set([...deed.knocks, ...deed.effects])
  const ranUnderItsOwnId = keys.size === 0 || (keys.size === 1 && keys.has(invocationId))
  if (effect !== deed.effect || status === 'running' || status === 'error' || !ranUnderItsOwnId) return false
  const effects = deed.effects.length
  switch (effect) {
    case 'none':
      return status !== 'unknown' && (status !== 'success' || deed.knocks.length > 0)
    case 'workspace':
      return status !== 'unknown' && (notes.get(deed.token) ?? 0) === (status === 'success' ? 1 : 0)
    case 'keyed':
      return status !== 'unknown' && (status !== 'success' || effects > 0)
    case 'outside':
      return (
        deed.knocks.length <= 1 && (status === 'success' ? effects === 1 : effects <= (status === 'unknown' ? 1 : 0))
      )
  }
}

/** A call whose outcome is unknown is told to the model, where the model was asked again. */
function checkTold({ tally, provider }: World, turn: Turn, { status }: Invocation, { token, messageId }: Deed): void {
  if (status !== 'unknown' || turn.status !== 'completed') return
  tally.holds(
    'I7',
    provider.toldUnknown.has(token),
    () => `${messageId}: the model was not told that ${token} is unknown`,
  )
}

/** Nothing ran that the ledger does not know. */
function checkUnknownDeeds({ tally, counter }: World, { sent }: Conversation, known: Set<string>): void {
  const messages = new Set(sent.map(({ messageId }) => messageId))
  for (const { token, messageId, knocks } of counter.deeds.values()) {
    if (!messages.has(messageId) || known.has(token)) continue
    tally.holds('I7', knocks.length === 0, () => `${messageId}: ${token} ran, and the ledger knows nothing of it`)
  }
}

/** How often each token stands in the file that the workspace tool writes. */
async function notesOf(world: World, { path }: Conversation): Promise<Map<string, number>> {
  const { status, body } = await ask<string>(world, { path: `${path}/files/notes.txt` })
  const lines = status === 200 ? String(body).split('\n').filter(Boolean) : []
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

function tokenOf(input: unknown): string {
  if (typeof input !== 'object' || input === null || !('token' in input)) return ''
  return String(input.token)
}
