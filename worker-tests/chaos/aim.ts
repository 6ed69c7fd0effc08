import type { Conversation } from './clients/conversation.ts'
import { aimedTurn, openLane, POINTS, type Point } from './clients/lane.ts'
import { ask } from './clients/requests.ts'
import { pause, until } from './pause.ts'
import type { World } from './world/world.ts'

export interface Aimed {
  kills: number
  /** Calls that a kill found at each point. */
  hits: Record<Point, number>
  /** From the process being back to the turn's first sign of life, where no client asked for anything. */
  resumesMs: number[]
  conversations: Conversation[]
}

/**
 * The turn's own watchdog looks every 2 s, and the process was away for a part of that. A few kills beside other work
 * measure the machine more than the turn, so that of few only one that comes very late is a violation.
 */
const resumeMaxMs = (kills: number) => (kills >= 100 ? 2000 : 10_000)

/** Between two looks of the watchdog. */
const LOOK_MS = 2000

/** A conversation takes this many turns; then its prompts have grown enough. */
const TURNS = 25

/**
 * Kills the process while one `outside` call stands at each of the four crash points: intended, sent, in effect without
 * its result, and with it. Every other time nobody asks for anything until the turns are alive again.
 */
export async function aimKills(world: World, kills: number, deadline: number): Promise<Aimed> {
  const aimed: Aimed = {
    kills: 0,
    hits: { intent: 0, sent: 0, effect: 0, result: 0 },
    resumesMs: [],
    conversations: [],
  }
  let lanes: Conversation[] = []
  while (aimed.kills < kills && performance.now() < deadline) {
    if (aimed.kills % TURNS === 0) {
      lanes = await Promise.all(POINTS.map(() => openLane(world)))
      aimed.conversations.push(...lanes)
    }
    await round(world, lanes, aimed, resumeMaxMs(kills))
  }
  return aimed
}

async function round(world: World, lanes: Conversation[], aimed: Aimed, maxMs: number): Promise<void> {
  const turns = await Promise.all(
    lanes.map((lane, n) => aimedTurn(world, lane, POINTS[(n + aimed.kills) % POINTS.length] ?? 'intent')),
  )
  const areThere = await until(() => turns.every((turn) => turn.isThere), 20_000)
  world.tally.holds(
    'I7',
    areThere,
    () => `A call did not come to its crash point: ${turns.map((turn) => `${turn.point} ${turn.isThere}`)}`,
  )
  const isWoken = aimed.kills % 2 === 1
  // Whether the next look of the watchdog is near or far when the process dies.
  if (!isWoken) await pause(world.random.between(0, LOOK_MS))
  const { backAt } = await world.machine.kill()
  const signs = turns.map((turn) => turn.signs())
  for (const turn of turns) turn.letGo()
  aimed.kills += 1
  if (isWoken) await Promise.all(turns.map(({ path }) => ask(world, { path })))
  const alive = turns.map(async (turn, n) => {
    await until(() => turn.signs() > (signs[n] ?? 0), 30_000)
    if (!isWoken) note(world, aimed, performance.now() - backAt, maxMs)
    aimed.hits[turn.point] += 1
    await turn.finish()
  })
  await Promise.all(alive)
}

function note({ tally }: World, { resumesMs }: Aimed, ms: number, maxMs: number): void {
  resumesMs.push(ms)
  tally.holds('resume', ms <= maxMs, () => `A turn was live again ${Math.round(ms)} ms after the process.`)
}
