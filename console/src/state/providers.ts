import { createModel, signal } from '@preact/signals'
import { listProviderSettings, type ProviderKind, type ProviderSetting } from '../../../src/wire/provider-settings'
import { call } from '../api'

/** What the account uses for each kind, as the server has it. */
export const Providers = createModel(() => {
  const settings = signal<ProviderSetting[]>([])
  const canSaveKeys = signal(true)
  const problem = signal<unknown>(undefined)
  /** The one kind whose form is open. */
  const opened = signal<ProviderKind | undefined>(undefined)

  async function load() {
    problem.value = undefined
    try {
      const answer = await call(listProviderSettings, {})
      settings.value = answer.settings
      canSaveKeys.value = answer.canSaveKeys
    } catch (error) {
      problem.value = error
    }
  }

  function learn(setting: ProviderSetting) {
    settings.value = settings.peek().map((each) => (each.kind === setting.kind ? setting : each))
  }

  return { settings, canSaveKeys, problem, opened, load, learn }
})
