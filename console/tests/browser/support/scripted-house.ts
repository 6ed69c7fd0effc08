import { afterAll, beforeAll } from 'vitest'
import { type House, openHouse } from './house.ts'
import { type Provider, startProvider } from './provider.ts'

export interface Scene {
  house: House
  provider: Provider
}

/** For all tests of a file, and only inside of them: the built Worker, in front of a model that says what the test says. */
export function scriptedHouse(): Readonly<Scene> {
  let scene: Scene | undefined
  const open = () => {
    if (!scene) throw new Error('The house opens before the first test, not before.')
    return scene
  }
  beforeAll(async () => {
    const provider = await startProvider()
    scene = { provider, house: await openHouse({ vars: provider.vars }) }
  })
  afterAll(async () => {
    await scene?.house.close()
    await scene?.provider.close()
  })
  return {
    get house() {
      return open().house
    },
    get provider() {
      return open().provider
    },
  }
}
