import type { Random } from '../../support/random.ts'

export type Effect = 'none' | 'workspace' | 'keyed' | 'outside'

/** The chaos tool of each effect, as worker/tools.ts names it. */
export const TOOLS: Record<Effect, string> = {
  none: 'chaos_look',
  workspace: 'chaos_note',
  keyed: 'chaos_pay',
  outside: 'chaos_post',
}

export const FAULTS = ['limited', 'broken', 'cut', 'stall', 'silence', 'malformed', 'truncated', 'refused'] as const
export type Fault = (typeof FAULTS)[number]

export interface ScriptStep {
  words: number
  paceMs: number
  thinks: boolean
  calls: Effect[]
}

/** What the model will do in one turn: fixed when the message is sent, but told in fresh words each time. */
export interface Script {
  steps: ScriptStep[]
  faultChance: number
}

const EFFECTS: readonly Effect[] = ['none', 'workspace', 'keyed', 'outside']

/** A turn of one to four steps: most take a quarter of a second, some more than the process lives. */
export function randomScript(random: Random): Script {
  const steps = Array.from({ length: random.between(0, 3) }, () => randomStep(random))
  return { steps: [...steps, { ...randomStep(random), calls: [] }], faultChance: 0.15 }
}

function randomStep(random: Random): ScriptStep {
  const isLong = random.chance(0.1)
  return {
    words: isLong ? random.between(50, 100) : random.between(1, 25),
    paceMs: random.between(2, 14),
    thinks: random.chance(0.3),
    calls: Array.from({ length: random.between(1, 3) }, () => random.pick(EFFECTS)),
  }
}

/** Most trouble passes; a key that is refused ends the turn, so it is rare. */
export function randomFault(random: Random): Fault {
  return random.chance(0.03)
    ? 'refused'
    : random.pick(['limited', 'broken', 'cut', 'stall', 'silence', 'malformed', 'truncated'])
}
