import { computed, createModel, signal } from '@preact/signals'
import {
  deleteProviderSetting,
  type OwnProvider,
  type ProviderSetting,
  type ProviderTrial,
  type SaveProvider,
  type SearchService,
  saveProviderSetting,
  tryProviderSetting,
} from '../../../src/wire/provider-settings'
import { call } from '../api'
import { loadModels } from './models'

/** What happens to the key at the next save. */
export type KeyFate = 'keep' | 'replace' | 'forget'

/** The form of one kind; `learn` hears what the server has kept. */
export const ProviderForm = createModel((setting: ProviderSetting, learn: (setting: ProviderSetting) => void) => {
  const { kind } = setting
  const own = signal<OwnProvider | null>(setting.own)
  const service = signal<SearchService>('brave')
  const baseUrl = signal('')
  const model = signal('')
  const streaming = signal(true)
  const key = signal('')
  const keyFate = signal<KeyFate>('replace')
  const busy = signal<'save' | 'try' | undefined>(undefined)
  const problem = signal<unknown>(undefined)
  const trial = signal<ProviderTrial | undefined>(undefined)
  const wasSaved = signal(false)

  const isChanged = computed(() => {
    const saved = own.value
    const hasNewKey = keyFate.value === 'forget' || key.value !== ''
    if (!saved) return hasNewKey || baseUrl.value.trim() !== '' || model.value.trim() !== ''
    return (
      hasNewKey ||
      baseUrl.value.trim() !== (saved.baseUrl ?? '') ||
      model.value.trim() !== (saved.model ?? '') ||
      streaming.value !== saved.streaming ||
      (kind === 'search' && service.value !== saved.service)
    )
  })
  /** Another recipient would lose the key that is kept. */
  const losesKey = computed(() => {
    const saved = own.value
    if (!saved?.key.present || keyFate.value !== 'keep') return false
    return recipient(service.value, baseUrl.value) !== recipient(saved.service ?? service.value, saved.baseUrl ?? '')
  })

  show(setting.own)

  function show(saved: OwnProvider | null) {
    own.value = saved
    service.value = saved?.service ?? 'brave'
    baseUrl.value = saved?.baseUrl ?? ''
    model.value = saved?.model ?? ''
    streaming.value = saved?.streaming ?? true
    key.value = ''
    keyFate.value = saved?.key.present ? 'keep' : 'replace'
  }

  async function save() {
    await attempt('save', async () => {
      const saved = await call(saveProviderSetting, { params: { kind }, body: wish() })
      await keep(saved)
      wasSaved.value = true
    })
  }

  async function tryIt() {
    await attempt('try', async () => {
      trial.value = await call(tryProviderSetting, { params: { kind } })
    })
  }

  /** Throws where it failed: whoever asked says so. */
  async function reset() {
    await keep(await call(deleteProviderSetting, { params: { kind } }))
    clear()
  }

  async function keep(saved: ProviderSetting) {
    show(saved.own)
    learn(saved)
    if (kind === 'chat') await loadModels()
  }

  /** One thing at a time; what was typed stays where it failed. */
  async function attempt(what: 'save' | 'try', act: () => Promise<void>) {
    if (busy.peek()) return
    busy.value = what
    clear()
    await act().catch((error: unknown) => {
      problem.value = error
    })
    busy.value = undefined
  }

  function clear() {
    problem.value = undefined
    trial.value = undefined
    wasSaved.value = false
  }

  function wish(): SaveProvider {
    const typed = key.peek().trim()
    const fate = keyFate.peek()
    return {
      service: kind === 'search' ? service.peek() : null,
      baseUrl: baseUrl.peek().trim() || null,
      model: (kind !== 'search' && model.peek().trim()) || null,
      streaming: streaming.peek(),
      ...(fate === 'forget' ? { key: null } : typed ? { key: typed } : {}),
    }
  }

  return {
    kind: signal(kind),
    own,
    service,
    baseUrl,
    model,
    streaming,
    key,
    keyFate,
    busy,
    problem,
    trial,
    wasSaved,
    isChanged,
    losesKey,
    save,
    tryIt,
    reset,
    clear,
  }
})

export type FormModel = InstanceType<typeof ProviderForm>

/** As the server tells one from another: by service, origin and path. */
function recipient(service: SearchService, baseUrl: string): string {
  const url = URL.parse(baseUrl.trim())
  return `${service} ${url ? url.origin + url.pathname.replace(/\/+$/, '') : baseUrl.trim()}`
}
