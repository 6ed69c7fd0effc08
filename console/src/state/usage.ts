import { createModel, signal } from '@preact/signals'
import { type AccountUse, getUsage } from '../../../src/wire/usage'
import { call } from '../api'

/** What the account of whoever is here uses, as of the moment it was looked at. */
export const Usage = createModel(() => {
  const use = signal<AccountUse | undefined>(undefined)
  const problem = signal<unknown>(undefined)

  async function load() {
    problem.value = undefined
    try {
      use.value = await call(getUsage, {})
    } catch (error) {
      problem.value = error
    }
  }

  return { use, problem, load }
})
