import * as z from 'zod'
import type { ProviderSettings } from '../env'
import { AppError, isAppError } from '../errors'
import type { SearchService } from '../wire/provider-settings'

export type Ask = (input: string, init?: RequestInit) => Promise<Response>

interface Trial {
  url: string
  init: RequestInit
  /** What a good answer means, in a sentence. */
  read(body: unknown): string
}

/**
 * One real call of a provider other than chat: a search asks one query, the others ask for the list of models, because
 * an image or a minute of sound costs money. Answers a sentence; throws one as model_rejected, model_auth, model_failed.
 */
export async function tryProvider(settings: ProviderSettings, ask: Ask, signal: AbortSignal): Promise<string> {
  const key = await settings.openKey()
  const { url, init, read } = settings.service
    ? searchTrial(settings.service, settings.baseUrl, key)
    : listTrial(settings, key)
  const { host } = new URL(url)
  const response = await ask(url, { ...init, signal }).catch((cause: unknown) => {
    if (isAppError(cause)) throw cause
    throw new AppError('model_unreachable', `${host} could not be reached. Check the address.`, { cause })
  })
  const text = await response.text()
  if (response.status === 401 || response.status === 403) {
    throw new AppError('model_auth', `${host} refused the key (${response.status}). Enter another one.`)
  }
  if (!response.ok) {
    throw new AppError('model_rejected', `${host} answered ${response.status}. Check the address, then try again.`)
  }
  try {
    return read(JSON.parse(text))
  } catch {
    throw new AppError('model_failed', `${host} answered something else than was expected. Check the address.`)
  }
}

const List = z.object({ data: z.array(z.object({ id: z.string() })) })

/** https://platform.openai.com/docs/api-reference/models/list */
function listTrial({ baseUrl = '', model }: ProviderSettings, key: string | undefined): Trial {
  const url = new URL(baseUrl)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/models`
  return {
    url: url.href,
    init: { headers: bearer(key) },
    read(body) {
      const ids = List.parse(body).data.map(({ id }) => id)
      const isListed = model === undefined || ids.includes(model)
      return isListed
        ? `${url.host} answered and knows ${model ?? `${ids.length} models`}.`
        : `${url.host} answered with ${ids.length} models, but ${model} is not among them.`
    },
  }
}

const Found = z.array(z.unknown())

function searchTrial(service: SearchService, baseUrl: string | undefined, key: string | undefined): Trial {
  const told = (results: unknown) => {
    const { length } = Found.parse(results)
    return `${service} answered with ${length} ${length === 1 ? 'result' : 'results'}.`
  }
  if (service === 'brave') {
    // https://api-dashboard.search.brave.com/app/documentation/web-search/get-started
    return {
      url: `${baseUrl ?? 'https://api.search.brave.com/res/v1'}/web/search?q=weather&count=1`,
      init: { headers: { accept: 'application/json', ...(key ? { 'x-subscription-token': key } : {}) } },
      read: (body) => told(z.object({ web: z.object({ results: Found }).optional() }).parse(body).web?.results ?? []),
    }
  }
  const read = (body: unknown) => told(z.object({ results: Found }).parse(body).results)
  if (service === 'tavily') {
    // https://docs.tavily.com/documentation/api-reference/endpoint/search
    const body = JSON.stringify({ query: 'weather', max_results: 1 })
    const headers = { 'content-type': 'application/json', ...bearer(key) }
    return { url: `${baseUrl ?? 'https://api.tavily.com'}/search`, init: { method: 'POST', headers, body }, read }
  }
  // https://docs.searxng.org/dev/search_api.html
  return { url: `${baseUrl ?? ''}/search?q=weather&format=json`, init: { headers: bearer(key) }, read }
}

function bearer(key: string | undefined): Record<string, string> {
  return key ? { authorization: `Bearer ${key}` } : {}
}
