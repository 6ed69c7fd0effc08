import { pause, until } from './pause.ts'
import type { World } from './world/world.ts'

export interface Harvest {
  kills: number
  /** Kills before which something new had been delivered since the last one. */
  effective: number
}

/** How long a fresh process may take to deliver something before it is killed anyway. */
const DELIVERY_MAX_MS = 5000

/** Kills the process at random moments: while it boots, between a frame and the next, in the middle of a long step. */
export async function reap(world: World, kills: number, deadline: number): Promise<Harvest> {
  const harvest = { kills: 0, effective: 0 }
  while (harvest.kills < kills && performance.now() < deadline) {
    const before = world.delivered
    await moment(world)
    harvest.kills += 1
    if (world.delivered > before) harvest.effective += 1
    await world.machine.kill()
  }
  return harvest
}

async function moment(world: World): Promise<void> {
  const { random } = world
  if (random.chance(0.05)) return pause(random.between(0, 60))
  const delivered = world.delivered
  await until(() => world.delivered > delivered, DELIVERY_MAX_MS)
  await pause(random.chance(0.5) ? random.between(0, 1500) : random.between(0, 120))
}
