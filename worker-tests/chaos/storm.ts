import { type Aimed, aimKills } from './aim.ts'
import { reckon } from './checks/reckoning.ts'
import { Person } from './clients/person.ts'
import type { Options } from './options.ts'
import { pause, until } from './pause.ts'
import { type Harvest, reap } from './reaper.ts'
import type { Tally } from './tally.ts'
import type { Fault } from './world/script.ts'
import { keepVigil } from './world/vigil.ts'
import { World } from './world/world.ts'

export interface Outcome {
  seed: number
  tally: Tally
  harvest: Harvest
  aimed: Aimed
  disconnects: number
  conversations: number
  turns: number
  frames: number
  modelCalls: number
  faults: Map<Fault, number>
  seconds: number
  dataDir: string
}

/** The share of kills that must be effective; of a few kills on a busy machine more may come too early. */
const shareOf = (kills: number) => (kills >= 100 ? 0.75 : 0.5)

/** Of fewer kills, which is what a slow machine manages in a short run, chance decides how many are effective. */
const TELLING_KILLS = 8

/** How long turns may go on by themselves once nothing new is sent; a short run stops them earlier. */
const CALM_MS = 70_000
const CALM_SHARE = 0.25

/** One seed: aimed kills, then people, kills and trouble, then the reckoning. */
export async function storm(worker: string, seed: number, options: Options): Promise<Outcome> {
  const startedAt = performance.now()
  const world = await World.open(worker, seed)
  keepVigil(world)
  const deadline = startedAt + options.seconds * 1000
  const aimed = await aimKills(world, options.toolKills, deadline)
  const { people, harvest } = await live(world, options, deadline)
  const conversations = [...people.flatMap((person) => person.conversations), ...aimed.conversations]
  await reckon(world, conversations)
  if (world.tally.violations === 0) world.remove()
  return {
    seed,
    tally: world.tally,
    harvest,
    aimed,
    disconnects: world.disconnects,
    conversations: conversations.length,
    turns: conversations.reduce((sum, { sent }) => sum + sent.length, 0),
    frames: world.delivered,
    modelCalls: [...world.provider.calls.values()].flat().length,
    faults: world.provider.faults,
    seconds: (performance.now() - startedAt) / 1000,
    dataDir: world.dataDir,
  }
}

async function live(world: World, options: Options, deadline: number): Promise<{ people: Person[]; harvest: Harvest }> {
  if (options.kills === 0 && options.disconnects === 0) return { people: [], harvest: { kills: 0, effective: 0 } }
  const people = [
    ...Array.from({ length: 5 }, () => new Person(world, { isAbsent: false, watchers: 4 })),
    new Person(world, { isAbsent: true, watchers: 0 }),
  ]
  const lives = Promise.all(people.map((person) => person.live()))
  const harvest = await reap(world, options.kills, deadline)
  await until(() => world.disconnects >= options.disconnects, Math.max(0, deadline - performance.now()))
  await calm(people, lives, Math.min(CALM_MS, options.seconds * 1000 * CALM_SHARE))
  const { kills, effective } = harvest
  if (kills >= TELLING_KILLS)
    world.tally.holds('kills', effective >= kills * shareOf(kills), () => `${effective} of ${kills}`)
  return { people, harvest }
}

async function calm(people: Person[], lives: Promise<unknown>, ms: number): Promise<void> {
  for (const person of people) person.leave()
  await Promise.race([lives, pause(ms)])
  for (const person of people) person.hurry()
  await lives
}
