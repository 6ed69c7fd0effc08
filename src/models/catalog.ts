import type { Config, Env, ProviderSettings } from '../env'
import { demoModel } from './demo/demo-model'
import { readEndpoint } from './endpoint'
import { limitsOf } from './limits'
import type { ChatModel } from './model'
import { pricesOf } from './prices'
import { endpointModel } from './provider'
import type { Fetch } from './stream/patient-fetch'
import { unusableModel } from './unusable'
import { wayOut } from './way-out'
import { type AiBinding, workersAiModel } from './workers-ai'

/** Models of Workers AI that call tools; the first is used unless OKCVM_WORKERS_AI_MODEL names another. */
const WORKERS_AI_MODELS = ['@cf/moonshotai/kimi-k2.6', '@cf/zai-org/glm-4.7-flash', '@cf/openai/gpt-oss-120b']

export interface Choice {
  config: Config
  env: Pick<Env, 'AI' | 'OPERATOR_NETWORK'>
  /** What holds for the account's chats; the operator's setting unless given. */
  chat?: ProviderSettings | undefined
  /** The outside world; tests give their own. */
  fetch?: Fetch
}

/**
 * The models that an account can use, the default first: its own, the operator's, then Workers AI; the demo model only
 * where there is none of these. A wrong setting stays in the list, and its calls fail with the sentence that mends it.
 */
export function listModels(choice: Choice): ChatModel[] {
  const { config, chat } = choice
  const own = chat?.setBy === 'account' ? configuredModels(choice, chat) : []
  const shared = [...configuredModels(choice, config.providers.chat), ...workersAiModels(choice)]
  const models = [...own, ...shared.filter(({ id }) => own.every((model) => model.id !== id))]
  return models.length > 0 ? models : [demo(config)]
}

/** The model of that id, or the default one where it is not offered (any more): settings change, conversations stay. */
export function getModel(choice: Choice, id: string | undefined): ChatModel {
  const models = listModels(choice)
  return models.find((model) => model.id === id) ?? models[0] ?? demo(choice.config)
}

/** What is wrong with the operator's settings of the model, in one sentence. */
export function settingProblem(config: Config): string | undefined {
  const setting = readEndpoint(config.providers.chat)
  return setting.kind === 'problem' ? setting.sentence : undefined
}

function configuredModels(choice: Choice, chat: ProviderSettings | undefined): ChatModel[] {
  const setting = readEndpoint(chat)
  if (!chat || setting.kind === 'none') return []
  const name = chat.model ?? 'not-set-up'
  const { config, fetch = wayOut(choice, chat) } = choice
  const languageModel =
    setting.kind === 'problem'
      ? unusableModel(setting.sentence)
      : endpointModel(setting.endpoint, { ...patience(config), fetch })
  const { contextTokens } = limitsOf(name)
  const host = setting.kind === 'endpoint' ? new URL(setting.endpoint.baseUrl).host : ''
  const told = chat.setBy === 'operator' ? config.chatPrices : undefined
  const prices = told ?? pricesOf({ host }, name)
  return [{ id: name, label: name, provider: 'openai-compatible', demo: false, contextTokens, prices, languageModel }]
}

function workersAiModels({ config, env: { AI } }: Choice): ChatModel[] {
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
    const prices = pricesOf('workers-ai', name)
    return { id: name, label, provider: 'workers-ai', demo: false, contextTokens, prices, languageModel }
  })
}

function demo(config: Config): ChatModel {
  return {
    id: 'demo',
    label: 'OKCVM demo, not an AI',
    provider: 'demo',
    demo: true,
    contextTokens: null,
    prices: null,
    languageModel: demoModel({ paceMs: config.demoPaceMs }),
  }
}

function patience({ firstByteMs, betweenBytesMs }: Config) {
  return { firstByteMs, betweenBytesMs }
}
