import { checkAnswers } from './checks/answers.ts'
import { checkLedger } from './checks/ledger.ts'
import { checkLog, type Row } from './checks/log.ts'
import { checkLoops } from './checks/loop.ts'
import { checkRows } from './checks/rows.ts'
import type { Conversation } from './clients/conversation.ts'
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
  disconnects: number
  conversations: number
  turns: number
  frames: number
  modelCalls: number
  faults: Map<Fault, number>
  seconds: number
  dataDir: string
}

/** How long turns may go on by themselves once nothing new is sent; a short run stops them earlier. */
const CALM_MS = 70_000
const CALM_SHARE = 0.25

/** One seed: people, kills and trouble, then the reckoning. */
export async function storm(worker: string, seed: number, options: Options): Promise<Outcome> {
  const startedAt = performance.now()
  const world = await World.open(worker, seed)
  keepVigil(world)
  const people = [
    ...Array.from({ length: 5 }, () => new Person(world, { isAbsent: false, watchers: 4 })),
    new Person(world, { isAbsent: true, watchers: 0 }),
  ]
  const lives = people.map((person) => person.live())
  const deadline = startedAt + options.seconds * 1000
  const harvest = await reap(world, options.kills, deadline)
  await until(() => world.disconnects >= options.disconnects, Math.max(0, deadline - performance.now()))
  await calm(people, lives, Math.min(CALM_MS, options.seconds * 1000 * CALM_SHARE))
  const conversations = people.flatMap((person) => person.conversations)
  await reckon(world, conversations)
  if (world.tally.violations === 0) world.remove()
  return {
    seed,
    tally: world.tally,
    harvest,
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

async function calm(people: Person[], lives: Promise<void>[], ms: number): Promise<void> {
  for (const person of people) person.leave()
  const all = Promise.all(lives)
  await Promise.race([all, pause(ms)])
  for (const person of people) person.hurry()
  await all
}

async function reckon(world: World, conversations: Conversation[]): Promise<void> {
  const logs = new Map<Conversation, Row[]>()
  for (const conversation of conversations) {
    const rows = await checkLog(world, conversation)
    logs.set(conversation, rows)
    checkLoops(world, conversation, rows)
    const turns = await checkAnswers(world, conversation, rows)
    await checkLedger(world, conversation, turns)
  }
  await world.close()
  checkRows(world, logs)
}
