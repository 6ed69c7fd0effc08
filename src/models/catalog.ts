import type { Config, Env } from '../env'
import { demoModel } from './demo/demo-model'
import { readEndpoint } from './endpoint'
import { limitsOf } from './limits'
import type { ChatModel } from './model'
import { endpointModel } from './provider'
import type { Fetch } from './stream/patient-fetch'
import { unusableModel } from './unusable'
import { type AiBinding, workersAiModel } from './workers-ai'

/** Models of Workers AI that call tools; the first is used unless OKCVM_WORKERS_AI_MODEL names another. */
const WORKERS_AI_MODELS = ['@cf/moonshotai/kimi-k2.6', '@cf/zai-org/glm-4.7-flash', '@cf/openai/gpt-oss-120b']

/**
 * The models that can be used here, the default first: the configured endpoint, then Workers AI; the demo model only
 * where there is neither. A wrong setting stays in the list, and its calls fail with the sentence that mends it.
 */
export function listModels(config: Config, env: Pick<Env, 'AI'>, fetch?: Fetch): ChatModel[] {
  const known = fetch ? undefined : listed.get(config)
  const models = known ?? makeModels(config, env, fetch)
  if (!fetch) listed.set(config, models)
  return models
}

/** Settings never change under us, and every step asks for its model. */
const listed = new WeakMap<Config, ChatModel[]>()

function makeModels(config: Config, env: Pick<Env, 'AI'>, fetch: Fetch | undefined): ChatModel[] {
  const models = [...configuredModels(config, fetch), ...workersAiModels(config, env)]
  return models.length > 0 ? models : [demo(config)]
}

/** The model of that id, or the default one where it is not offered (any more): settings change, conversations stay. */
export function getModel(config: Config, env: Pick<Env, 'AI'>, id: string | undefined, fetch?: Fetch): ChatModel {
  return findModel(config, env, id, fetch) ?? defaultModel(config, env, fetch)
}

export function findModel(
  config: Config,
  env: Pick<Env, 'AI'>,
  id: string | undefined,
  fetch?: Fetch,
): ChatModel | undefined {
  return listModels(config, env, fetch).find((model) => model.id === id)
}

export function defaultModelId(config: Config, env: Pick<Env, 'AI'>): string {
  return defaultModel(config, env).id
}

/** What is wrong with the settings of the model, in one sentence. */
export function settingProblem(config: Config): string | undefined {
  const setting = readEndpoint(config.chat)
  return setting.kind === 'problem' ? setting.sentence : undefined
}

function defaultModel(config: Config, env: Pick<Env, 'AI'>, fetch?: Fetch): ChatModel {
  return listModels(config, env, fetch)[0] ?? demo(config)
}

function configuredModels(config: Config, fetch: Fetch | undefined): ChatModel[] {
  const setting = readEndpoint(config.chat)
  if (setting.kind === 'none') return []
  const name = config.chat.model ?? 'not-set-up'
  const languageModel =
    setting.kind === 'problem'
      ? unusableModel(setting.sentence)
      : endpointModel(setting.endpoint, { ...patience(config), ...(fetch ? { fetch } : {}) })
  const { contextTokens } = limitsOf(name)
  return [{ id: name, label: name, provider: 'openai-compatible', demo: false, contextTokens, languageModel }]
}

function workersAiModels(config: Config, { AI }: Pick<Env, 'AI'>): ChatModel[] {
  if (!AI) return []
  // `Ai` lists the models it knows by name; ours come from a setting.
  const binding = AI as unknown as AiBinding
  const chosen = config.workersAiModel
  const names = chosen ? [chosen, ...WORKERS_AI_MODELS.filter((name) => name !== chosen)] : WORKERS_AI_MODELS
  return names.map((name) => {
    const { contextTokens, maxOutputTokens } = limitsOf(name)
    const options = { ...patience(config), maxOutputTokens: maxOutputTokens ?? undefined }
    const label = `${name.split('/').at(-1)} (Workers AI)`
    const languageModel = workersAiModel(binding, name, options)
    return { id: name, label, provider: 'workers-ai', demo: false, contextTokens, languageModel }
  })
}

function demo(config: Config): ChatModel {
  return {
    id: 'demo',
    label: 'OKCVM demo, not an AI',
    provider: 'demo',
    demo: true,
    contextTokens: null,
    languageModel: demoModel({ paceMs: config.demoPaceMs }),
  }
}

function patience({ firstByteMs, betweenBytesMs }: Config) {
  return { firstByteMs, betweenBytesMs }
}
