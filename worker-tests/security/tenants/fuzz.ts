import type { Random } from '../../support/random'
import type { Surface } from '../requests/declared'
import type { Tenant } from './account'
import { type Attack, attackOn } from './attack'
import type { Knowledge } from './knowledge'
import type { Answer, Send } from './send'
import { actsOn, differenceOf, namedIn, twinOf } from './twins'

export interface Battle {
  surfaces: Surface[]
  random: Random
  send: Send
  victim: Tenant
  theirs: Knowledge
  /** What nobody but the victim may read. */
  secrets: string[]
  stranger: Stranger
  requests: number
  /** Where what was found is enough; never, unless told. */
  isEnough?: (outcome: Outcome) => boolean
}

export interface Stranger {
  knowledge: Knowledge
  /** What signs the next request; nothing signs some. */
  credentials(random: Random): Record<string, string>
  /** After a request that took effect: what was deleted is made anew. */
  recover(attack: Attack): Promise<void>
}

export interface Outcome {
  requests: number
  operations: Set<string>
  statuses: Map<number, number>
  /** Sentences; none where all is well. */
  leaks: string[]
  differences: string[]
  /** How long a foreign and a missing thing took, in pairs. */
  pairs: { operation: string; foreignMs: number; missingMs: number }[]
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Lets a stranger ask for what is another's, over every endpoint in turn, each time with a twin for what never was. */
export async function fuzz(battle: Battle): Promise<Outcome> {
  const { surfaces, random, send, victim, theirs, secrets, stranger, isEnough = () => false } = battle
  const arsenal = { random, theirs, victim: victim.account, ours: stranger.knowledge }
  const outcome: Outcome = {
    requests: 0,
    operations: new Set(),
    statuses: new Map(),
    leaks: [],
    differences: [],
    pairs: [],
  }
  const ask = async (attack: Attack, credentials: Record<string, string>) => {
    const answer = await send(attack, credentials)
    note(outcome, attack, answer)
    outcome.leaks.push(...leaksIn(answer, attack, secrets))
    return answer
  }
  for (let turn = 0; outcome.requests < battle.requests && !isEnough(outcome); turn += 1) {
    const surface = surfaces[turn % surfaces.length]
    if (!surface) throw new Error('There is no endpoint to ask.')
    const attack = attackOn(surface, arsenal)
    const credentials = stranger.credentials(random)
    const answer = await ask(attack, credentials)
    const named = namedIn(attack, theirs.ids)
    if (named.length > 0) {
      const twin = await ask(twinOf(attack, named), credentials)
      // What was done to a thing of one's own is history when its twin comes: a file is new only once.
      const isOwnDeed = answer.status < 400 && !READS.has(attack.method) && !actsOn(attack, named)
      if (!isOwnDeed) compare(outcome, { attack, answer, twin, named })
    }
    if (answer.status < 400 && attack.method !== 'GET') await stranger.recover(attack)
  }
  return outcome
}

function note(outcome: Outcome, { operation }: Attack, { status }: Answer): void {
  outcome.requests += 1
  outcome.operations.add(operation)
  outcome.statuses.set(status, (outcome.statuses.get(status) ?? 0) + 1)
}

/** What an answer holds that the question did not. */
function leaksIn({ status, headers, body }: Answer, attack: Attack, secrets: string[]): string[] {
  const told = `${JSON.stringify(headers)} ${body}`
  const asked = `${attack.path} ${attack.body} ${JSON.stringify(attack.headers)}`
  return secrets
    .filter((secret) => told.includes(secret) && !asked.includes(secret))
    .map((secret) => `${attack.method} ${attack.path} (${attack.operation}, ${status}) told ${secret}`)
}

interface Pair {
  attack: Attack
  answer: Answer
  twin: Answer
  named: string[]
}

function compare(outcome: Outcome, { attack, answer, twin, named }: Pair): void {
  const { operation, method, path, body } = attack
  const difference = differenceOf(answer, twin, named)
  if (difference !== undefined)
    outcome.differences.push(`${method} ${path} ${body ?? ''} (${operation}, names ${named}): ${difference}`)
  if (answer.status === 404) outcome.pairs.push({ operation, foreignMs: answer.ms, missingMs: twin.ms })
}
