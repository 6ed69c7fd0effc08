import { createModel, signal } from '@preact/signals'
import {
  type AccountSettings as Chosen,
  getAccountSettings,
  updateAccountSettings,
} from '../../../src/wire/account-settings'
import { call } from '../api'

/** What holds in all conversations of whoever is signed in. */
export const AccountSettings = createModel(() => {
  const chosen = signal<Chosen | undefined>(undefined)
  const problem = signal<unknown>(undefined)
  const isSaving = signal(false)

  async function load() {
    problem.value = undefined
    try {
      chosen.value = await call(getAccountSettings, {})
    } catch (error) {
      problem.value = error
    }
  }

  /** Shown at once, and back where the server refuses. */
  async function change(wanted: Partial<Chosen>) {
    const before = chosen.peek()
    if (!before || isSaving.peek()) return
    isSaving.value = true
    problem.value = undefined
    chosen.value = { ...before, ...wanted }
    try {
      chosen.value = await call(updateAccountSettings, { body: wanted })
    } catch (error) {
      chosen.value = before
      problem.value = error
    }
    isSaving.value = false
  }

  return { chosen, problem, isSaving, load, change }
})
