import type { Config } from '../env'
import { AppError } from '../errors'
import type { ProviderKind, SaveProvider, SearchService } from '../wire/provider-settings'

/**
 * Whom a provider's key is for: the service and its whole address, since behind a `?` may stand where a gateway sends it
 * on to. The key of one recipient is never sent to another.
 */
export function recipientOf(
  kind: ProviderKind,
  { service, baseUrl }: { service: SearchService | null; baseUrl: string | null },
): string {
  const url = baseUrl === null ? undefined : new URL(baseUrl)
  return `${service ?? kind}@${url ? url.origin + url.pathname + url.search : ''}`
}

export interface Address {
  service: SearchService | null
  /** Without a slash or a fragment at the end. */
  baseUrl: string | null
  model: string | null
}

/** What a wish says of the provider, in its one form. Throws bad_request with the field that is wrong. */
export function readAddress(config: Config, kind: ProviderKind, wish: SaveProvider): Address {
  const address = {
    service: wish.service ?? null,
    baseUrl: typeof wish.baseUrl === 'string' ? readBaseUrl(config, wish.baseUrl) : null,
    model: wish.model ?? null,
  }
  if (kind === 'search') refuseHalfSearch(address)
  else refuseHalfModel(kind, address)
  return address
}

function refuseHalfSearch({ service, baseUrl, model }: Address): void {
  if (!service) throw wrong('service', 'Choose brave, tavily or searxng.')
  if (service === 'searxng' && !baseUrl) throw wrong('baseUrl', 'Give the address of the SearXNG server.')
  if (model) throw wrong('model', 'A search service has no model. Leave it out.')
}

function refuseHalfModel(kind: ProviderKind, { service, baseUrl, model }: Address): void {
  if (service) throw wrong('service', 'Only search has a service. Leave it out.')
  if (!baseUrl) throw wrong('baseUrl', 'Give the address of the provider’s API; it often ends in /v1.')
  // A provider of sound effects may have one model and no name for it.
  if (!model && kind !== 'sound') throw wrong('model', 'Give the name under which the provider knows the model.')
}

function readBaseUrl({ openAccess }: Config, text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong('baseUrl', 'Write it like https://api.example.com/v1.')
  if (url.protocol === 'http:' && !openAccess) {
    throw wrong('baseUrl', 'Use an address that begins with https://, so that the key is never sent in the clear.')
  }
  if (url.username || url.password)
    throw wrong('baseUrl', 'Leave user and password out of it; give the key as the key.')
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  return url.pathname === '/' ? url.origin + url.search : url.href
}

function wrong(field: string, sentence: string): AppError {
  return new AppError('bad_request', `${field}: ${sentence}`)
}
