import type { ProviderSettings } from '../env'

/** Where an OpenAI-compatible provider answers. */
export interface Endpoint {
  /** Without a slash at the end; the SDK appends /chat/completions. */
  baseUrl: string
  /** What stood behind the `?` of the setting. */
  query: Record<string, string>
  model: string
  /** Whether answers are asked for as a stream. */
  streaming: boolean
  /** Asked at each call, and nothing of it is kept. */
  openKey(): Promise<string | undefined>
}

export type EndpointSetting =
  | { kind: 'none' }
  | { kind: 'endpoint'; endpoint: Endpoint }
  /** Set, but not usable; the sentence says what to change. */
  | { kind: 'problem'; sentence: string }

/** A chat setting as an endpoint. Accounts' settings were checked when they were saved, so a problem is the operator's. */
export function readEndpoint(setting: ProviderSettings | undefined): EndpointSetting {
  if (!setting) return { kind: 'none' }
  const { baseUrl, model, streaming, openKey } = setting
  if (!baseUrl)
    return problem('OKCVM_CHAT_BASE_URL is missing. Set it to the address of the model’s API, often ending in /v1.')
  if (!model)
    return problem('OKCVM_CHAT_MODEL is missing. Set it to the name under which the endpoint knows the model.')
  const url = URL.parse(baseUrl)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return problem(`OKCVM_CHAT_BASE_URL is no web address. Write it like https://api.example.com/v1.`)
  }
  if (url.username || url.password) {
    return problem('OKCVM_CHAT_BASE_URL carries a user or a password. Give the key as OKCVM_CHAT_API_KEY instead.')
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  const query = Object.fromEntries(url.searchParams)
  return { kind: 'endpoint', endpoint: { baseUrl: `${url.origin}${path}`, query, model, streaming, openKey } }
}

function problem(sentence: string): EndpointSetting {
  return { kind: 'problem', sentence: `The model is not set up: ${sentence}` }
}
